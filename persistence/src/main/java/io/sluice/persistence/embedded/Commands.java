package io.sluice.persistence.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Short-lived programs, with an environment of their own. */
final class Commands {
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private Commands() {}

  /** What a program said, on both channels, and its exit code. */
  record Result(int exitCode, String output) {}

  static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/"));
    builder.environment().clear();
    builder.environment().put("PATH", PATH);
    builder.environment().put("LC_ALL", "C");
    return builder.redirectErrorStream(true);
  }

  static Result run(List<String> command, int timeoutSeconds) throws EmbeddedPostgresException {
    try {
      Process process = builder(command).start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new EmbeddedPostgresException(command.getFirst() + " did not come to an end.");
      }
      return new Result(process.exitValue(), output);
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "The program " + command.getFirst() + " cannot be run: " + Reasons.of(e) + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("The start of PostgreSQL was interrupted.", e);
    }
  }
}
