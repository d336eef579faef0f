package io.sluice.protocol.model;

/** Why no process came to exist, with the exit code that a shell would give for it. */
public enum StartFailure {
  PROGRAM_NOT_FOUND(127),
  PROGRAM_NOT_EXECUTABLE(126),
  WORKING_DIRECTORY_UNUSABLE(126),
  OUT_OF_RESOURCES(126),
  /** The runner takes nothing new, or cannot do what was asked. */
  REFUSED_BY_RUNNER(126);

  private final int exitCode;

  StartFailure(int exitCode) {
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
