package io.sluice.gateway.cli;

/** Runs what is more than a client; wired by the application. */
public interface Launcher {
  /**
   * Runs a gateway until it is told to stop.
   *
   * @return the exit code of the process
   * @throws UserFailure as for a port in use or a database that does not answer
   */
  int serve(ServeOptions options) throws UserFailure;

  /**
   * Runs a runner until it is told to stop.
   *
   * @return the exit code of the process
   * @throws UserFailure as for a token file that cannot be read
   */
  int runner(RunnerOptions options) throws UserFailure;
}
