"""What stands around the learner's code inside Python: loads it, calls its functions, and puts what comes back into
the few words that the host takes. All of it goes in and out as JSON, so that nothing of JavaScript is handed over.

Nothing here decides whether an answer is right: the answers never come in, the host compares. What is used is bound
before the learner's code runs, so that a variable of theirs called `list` or `json` harms nothing.
"""

import builtins
import json
import linecache
import math
import sys
import types
from array import array

FILE = "exercise.py"
MAX_ITEMS = 4096
MAX_DEPTH = 4
MAX_TEXT = 300
MAX_TRACE = 6


def harness(
    emit, dumps=json.dumps, loads=json.loads, isfinite=math.isfinite, isinstance=isinstance, len=len, str=str, repr=repr,
    type=type, min=min, enumerate=enumerate, callable=callable, compile=compile, exec=exec, range=range, bool=bool, int=int,
    float=float, list=list, tuple=tuple, dict=dict, getattr=getattr, BaseException=BaseException, SyntaxError=SyntaxError,
    MemoryError=MemoryError, array=array,
    is_coroutine=types.CoroutineType, is_generator=types.GeneratorType, lazy=(map, filter, zip, range, reversed),
):
    """emit takes a line that was printed. Returns the functions load, call and walk."""
    space = {"__name__": "exercise", "__builtins__": builtins}
    entries = {}

    def short(text):
        return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + "…"

    def show(value):
        try:
            return short(repr(value))
        except BaseException:
            return "(a value that cannot be shown)"

    def encode(value, depth, room):
        if isinstance(value, bool):
            return {"kind": "boolean", "text": "True" if value else "False"}
        if isinstance(value, (int, float)):
            try:
                number = float(value)
            except BaseException:
                return {"kind": "number", "text": "a whole number too large for a float"}
            return number if isfinite(number) else {"number": str(number)}
        if value is None:
            return {"kind": "undefined" if depth == 0 else "null", "text": "None"}
        if isinstance(value, (list, tuple)):
            items = []
            if depth < MAX_DEPTH:
                for item in value:
                    if room[0] <= 0:
                        break
                    room[0] -= 1
                    items.append(encode(item, depth + 1, room))
            return {"kind": "array", "length": len(value), "items": items}
        if isinstance(value, dict) and depth < MAX_DEPTH:
            names = [name for name in list(value)[:24]]
            room[0] -= len(names)
            return {
                "kind": "object", "text": show(value), "names": [short(str(name)) for name in names],
                "items": [encode(value[name], depth + 1, room) for name in names],
            }
        if isinstance(value, is_coroutine):
            return {"kind": "promise", "text": "a coroutine"}
        if isinstance(value, is_generator) or isinstance(value, lazy):
            return {"kind": "lazy", "text": f"a {type(value).__name__} object"}
        if isinstance(value, str):
            return {"kind": "string", "text": show(value)}
        if callable(value):
            return {"kind": "function", "text": f"the function {getattr(value, '__name__', '(no name)')}"}
        return {"kind": "object", "text": show(value)}

    def describe(error):
        """The error in the learner's terms: their lines alone, from the outermost call to where it arose."""
        trace = []
        at = error.__traceback__
        while at is not None:
            if at.tb_frame.f_code.co_filename == FILE:
                trace.append([at.tb_lineno, at.tb_frame.f_code.co_name])
            at = at.tb_next
        try:
            text = short(str(error))
        except BaseException:
            text = "(an error that cannot be shown)"
        if isinstance(error, MemoryError):
            text = "all the memory that Python may take here is used up"
        line = trace[-1][0] if trace else 0
        if isinstance(error, SyntaxError):
            text = short(str(error.msg))
            if error.filename == FILE and isinstance(error.lineno, int):
                line = error.lineno
        return {"name": type(error).__name__, "text": text, "own": False, "line": line, "trace": trace[-MAX_TRACE:]}

    def problem(kind, **rest):
        return dumps({"kind": "problem", "problem": kind, **rest})

    def load(code, names, given):
        linecache.cache[FILE] = (len(code), None, code.splitlines(True), FILE)
        sys.modules["exercise"] = module = types.ModuleType("exercise")
        module.__dict__.update(space)
        own = module.__dict__
        try:
            if given:
                exec(compile(given, "given.py", "exec"), own)
            program = compile(code, FILE, "exec")
        except BaseException as error:
            return problem("syntax" if isinstance(error, SyntaxError) else "load", **describe(error))
        try:
            exec(program, own)
        except BaseException as error:
            return problem("load", **describe(error))
        for name in loads(names):
            entry = own.get(name)
            if not callable(entry):
                return problem("missing" if name not in own else "notFunction", entry=name, text=show(entry))
            entries[name] = entry
        return dumps({"kind": "loaded"})

    def call(name, args):
        """Whether the arguments were changed is looked at from outside: learner's code can reach into this frame."""
        try:
            return dumps({"kind": "value", "value": encode(entries[name](*args), 0, [MAX_ITEMS])})
        except BaseException as error:
            return dumps({"kind": "thrown", **describe(error)})

    def walk(name, rows, width, units, shared):
        """One call for each row, as a layer of the live network. Returns (numbers as float32, JSON of the rest)."""
        numbers = array("f", [math.nan]) * (len(rows) // width * units)
        fault = None
        entry = entries[name]
        flat = rows.tolist()
        others = []
        for values, columns in shared:
            values = values.tolist()
            others.append(values if columns == 0 else [values[at:at + columns] for at in range(0, len(values), columns)])
        try:
            for at in range(len(flat) // width):
                value = entry(flat[at * width:(at + 1) * width], *others)
                good = isinstance(value, (list, tuple)) and len(value) == units
                if isinstance(value, (list, tuple)):
                    for unit in range(min(units, len(value))):
                        number = value[unit]
                        usable = isinstance(number, (int, float)) and not isinstance(number, bool)
                        if usable:
                            numbers[at * units + unit] = number
                        good = good and usable and isfinite(number)
                if not good and fault is None:
                    fault = encode(value, 0, [MAX_ITEMS])
            return numbers, dumps({"kind": "rows", "fault": fault})
        except BaseException as error:
            return numbers, dumps({"kind": "thrown", **describe(error)})

    class Lines:
        """Whole lines go out as they are printed; what is left goes out with `rest`."""

        encoding = "utf-8"
        errors = "strict"

        def __init__(self):
            self.begun = ""

        def write(self, text):
            text = str(text)
            if "\n" not in text:
                self.begun = (self.begun + text)[:2 * MAX_TEXT]
                return len(text)
            *whole, rest = text.split("\n")
            whole[0] = self.begun + whole[0]
            self.begun = rest[:2 * MAX_TEXT]
            for line in whole:
                emit(short(line))
            return len(text)

        def flush(self):
            pass

        def isatty(self):
            return False

        def rest(self):
            if self.begun:
                self.write("\n")

    lines = Lines()
    sys.stdout = sys.stderr = lines

    def refuse(prompt=""):
        raise RuntimeError("nobody is there to answer input(): the tests call your functions with arguments")

    builtins.input = refuse
    return load, call, walk, lines.rest


harness
