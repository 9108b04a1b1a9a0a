/* The native program: the same experiments as the page, on the command line. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "glia.h"

static int is(const char *text, const char *one, const char *other) {
  return strcmp(text, one) == 0 || strcmp(text, other) == 0;
}

static int unknown(const char *name) {
  return cli_fail(CLI_MISUSED, "there is no %s '%s'; 'glia --help' lists the commands",
                  name[0] == '-' ? "option" : "command", name);
}

static int help_on(int count, const char **argument) {
  const cli_command *command = count > 2 ? cli_command_find(argument[2]) : NULL;
  if (count > 2 && !command) return unknown(argument[2]);
  cli_help(command);
  return CLI_DONE;
}

static int dispatch(int count, const char **argument) {
  if (count < 2) return cli_fail(CLI_MISUSED, "a command is missing; 'glia --help' lists them");
  if (is(argument[1], "--help", "-h") || strcmp(argument[1], "help") == 0) {
    return help_on(count, argument);
  }
  if (strcmp(argument[1], "--version") == 0) {
    printf("glia %s\n", GLIA_VERSION);
    return CLI_DONE;
  }
  const cli_command *command = cli_command_find(argument[1]);
  if (!command) return unknown(argument[1]);
  cli_call call;
  int help = 0;
  const int code = cli_arguments(command, count - 2, argument + 2, &call, &help);
  if (code) return code;
  if (help) {
    cli_help(command);
    return CLI_DONE;
  }
  return command->run(&call);
}

int main(int count, char **argument) {
  cli_begin();
  return cli_finish(dispatch(count, (const char **)argument));
}
