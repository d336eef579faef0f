package io.sluice.gateway.cli;

import picocli.CommandLine.Option;

/** What {@code sluice grep} prints of a line. */
final class GrepOutput {
  /** When matches are coloured. */
  enum Color {
    AUTO,
    ALWAYS,
    NEVER
  }

  @Option(
      names = {"-c", "--count"},
      description = "print only how many lines match")
  boolean count;

  @Option(
      names = {"-n", "--line-number"},
      description = "with the number of the line in its channel")
  boolean lines;

  @Option(
      names = {"-b", "--byte-offset"},
      description = "with the offset of the match in the log, as 'logs --from' takes it")
  boolean offsets;

  @Option(
      names = {"-t", "--time"},
      description = "with the time at which it was written")
  boolean times;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "AUTO (on a terminal), ALWAYS or NEVER (default ${DEFAULT-VALUE})")
  Color color = Color.AUTO;
}
