package io.sluice.gateway.cli;

import picocli.CommandLine.Option;

/** {@code --driver}. */
final class DriverOption {
  static final String USUAL = "process";

  @Option(
      names = "--driver",
      paramLabel = "NAME",
      description = "what runs commands: process (default) or bubblewrap, confined")
  String name = USUAL;
}
