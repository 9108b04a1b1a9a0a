/* The table of commands, and what is said about them. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

#define ABOUT_EXPERIMENT                                                                    \
  "EXPERIMENT is what stands behind the # in a link to the playground, or the whole link:\n" \
  "'data=xor&layers=4:relu&rate=0.03'. '' is the default experiment. 'glia settings' lists\n" \
  "all that can stand in it.\n"

#define ABOUT_STEPS "  --steps N        how many updates are made; 500 unless given\n"

#define ABOUT_DATA                                                                          \
  "  --data FILE      trains on this file instead of the experiment's own data, of which\n" \
  "                   data, points, noise and features then have no meaning. A CSV table,\n" \
  "                   its columns standardised by the training rows, or IDX images.\n"      \
  "                   FILE may be - for standard input.\n"                                  \
  "  --target NAME    the column of the table to be learned; the last unless given\n"       \
  "  --task TASK      classes or values: what the target is taken for; guessed unless given\n" \
  "  --labels FILE    the labels of IDX images\n"

#define ABOUT_EXIT                                                                           \
  "Exit status: 0 done, 1 it failed (training diverged, memory ran out, the output cannot be\n" \
  "written), 2 the call, or a text or file it names, is not right.\n"

const cli_command cli_commands[] = {
    {"run", CLI_STEPS | CLI_DATA | CLI_TARGET | CLI_TASK | CLI_LABELS, 1, 1, "EXPERIMENT",
     "train; print losses, metrics and the hash",
     "usage: glia run EXPERIMENT [--steps N] [--data FILE [--target NAME] [--task TASK]]\n"
     "       glia run EXPERIMENT [--steps N] --data IMAGES --labels LABELS\n\n"
     "Trains the experiment's network and prints losses on the way, then metrics: for classes\n"
     "accuracy, precision, recall, F1 and the area under the ROC curve; for values R2, RMSE and\n"
     "MAE in the target's own unit. The hash at the end is that of all parameters, the same on\n"
     "every machine.\n\n" ABOUT_STEPS ABOUT_DATA "\n" ABOUT_EXPERIMENT "\n" ABOUT_EXIT,
     cli_run},
    {"hash", CLI_STEPS | CLI_DATA | CLI_TARGET | CLI_TASK | CLI_LABELS, 1, 1, "EXPERIMENT",
     "train; print the hash of the parameters alone",
     "usage: glia hash EXPERIMENT [--steps N] [--data FILE …]\n\n"
     "Trains as 'glia run' does and prints nothing but the hash of all parameters: 16\n"
     "hexadecimal digits, the same on every machine.\n\n" ABOUT_STEPS ABOUT_DATA
     "\n" ABOUT_EXPERIMENT "\n" ABOUT_EXIT,
     cli_hash},
    {"predict", CLI_STEPS | CLI_POINTS, 1, -1, "EXPERIMENT",
     "train; print the network's answers as CSV",
     "usage: glia predict EXPERIMENT [--steps N] [POINT …]\n"
     "       glia predict EXPERIMENT [--steps N] --points FILE\n\n"
     "Trains, then prints a line for each point: its numbers, the class it is taken for, where\n"
     "the data set has classes, and the network's outputs. A POINT is its numbers joined by\n"
     "commas: x1,x2 in the plane, x1 on the line of a curve, the pixels of an image. Without\n"
     "points, those held back for the test are taken.\n\n" ABOUT_STEPS
     "  --points FILE    a CSV table with a column for each number; - for standard input\n\n"
     ABOUT_EXPERIMENT "\n" ABOUT_EXIT,
     cli_predict},
    {"receipt", CLI_STEPS, 1, 1, "EXPERIMENT", "train; print a receipt that others can verify",
     "usage: glia receipt EXPERIMENT [--steps N]\n\n"
     "Trains and prints a receipt: a short text with the experiment, the steps, the hash of the\n"
     "parameters and the losses and accuracies, all exact, and a check against slips in\n"
     "copying. 'glia verify' replays it.\n\n" ABOUT_STEPS "\n" ABOUT_EXPERIMENT "\n" ABOUT_EXIT,
     cli_receipt},
    {"verify", 0, 1, 1, "RECEIPT", "replay a receipt and compare every number",
     "usage: glia verify RECEIPT\n\n"
     "Replays the experiment of a receipt and compares the hash, the losses and the accuracies\n"
     "to the last bit. RECEIPT is a file, - for standard input, or the text itself; how it is\n"
     "broken into lines does not matter.\n\n"
     "Exit status: 0 verified, 1 not verified (each number that differs is named with both its\n"
     "values), 2 the call or the text of the receipt is not right.\n",
     cli_verify},
    {"bench", CLI_SECONDS, 0, -1, NULL, "measure how fast training is here",
     "usage: glia bench [--seconds S] [EXPERIMENT …]\n\n"
     "Measures the training of the given experiments, or of the default one and of networks of a\n"
     "few usual sizes: steps, epochs and examples in a second (medians of nine rounds), and\n"
     "10^9 operations in a second, at six for each parameter and example.\n\n"
     "  --seconds S      how long each is measured; 1 unless given\n\n" ABOUT_EXPERIMENT
     "\n" ABOUT_EXIT,
     cli_bench},
    {"settings", CLI_JSON, 0, 1, NULL, "list everything an experiment can set",
     "usage: glia settings [KEY | --json]\n\n"
     "Prints the table of settings: their keys, what they mean, what they can be, and their\n"
     "defaults. With a KEY, that setting alone with its choices explained.\n\n"
     "  --json           the same as JSON, for programs\n\n" ABOUT_EXIT,
     cli_settings},
    {0},
};

const cli_command *cli_command_find(const char *name) {
  for (const cli_command *c = cli_commands; c->name; c++) {
    if (strcmp(c->name, name) == 0) return c;
  }
  return NULL;
}

void cli_help(const cli_command *command) {
  if (command) {
    fputs(command->help, stdout);
    return;
  }
  printf("usage: glia COMMAND …\n\n"
         "Trains small neural networks, with the same results to the last bit as the playground.\n\n");
  for (const cli_command *c = cli_commands; c->name; c++) {
    printf("  %-10s %s\n", c->name, c->summary);
  }
  printf("\n  glia COMMAND --help tells all about one; glia --version prints the version\n\n"
         "For example:  glia run 'data=xor&layers=4:relu' --steps 1000\n\n" ABOUT_EXPERIMENT
         "Options may stand before or behind it; -- ends them.\n\n" ABOUT_EXIT);
}
