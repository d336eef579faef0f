package io.sluice.gateway.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that every command shares. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "where the gateway keeps its data (else SLUICE_DATA, else the XDG data folder)")
  @Nullable Path path;
}
