package io.sluice.gateway.cli;

import io.sluice.protocol.client.RecordingRequest;
import io.sluice.protocol.client.SluiceClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A recording as a file, which appears when it is complete; {@code -} is stdout. */
record SavedRecording(Console console, Path file) {
  private static final String STDOUT = "-";

  /**
   * @throws IOException when nobody reads stdout
   */
  void write(SluiceClient client, RecordingRequest request)
      throws UserFailure, IOException, InterruptedException {
    try (InputStream lines = client.recording(request)) {
      if (file.toString().equals(STDOUT)) {
        copy(lines, console.out());
      } else {
        save(lines);
      }
    }
  }

  private void save(InputStream lines) throws UserFailure, InterruptedException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new UserFailure("there is no directory for " + file);
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (OutputStream out = Files.newOutputStream(part)) {
        copy(lines, out);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      throw new UserFailure("cannot write " + file + ": " + failed.getMessage(), failed);
    } finally {
      remove(part);
    }
  }

  private static void remove(Path part) throws UserFailure {
    try {
      Files.deleteIfExists(part);
    } catch (IOException failed) {
      throw new UserFailure("cannot remove " + part + ": " + failed.getMessage(), failed);
    }
  }

  /** What breaks the reading is told apart from what breaks the writing. */
  private static void copy(InputStream lines, OutputStream out)
      throws UserFailure, IOException, InterruptedException {
    byte[] buffer = new byte[64 * 1024];
    int count = read(lines, buffer);
    while (count >= 0) {
      out.write(buffer, 0, count);
      count = read(lines, buffer);
    }
  }

  private static int read(InputStream lines, byte[] buffer)
      throws UserFailure, InterruptedException {
    try {
      return lines.read(buffer);
    } catch (IOException cut) {
      if (Thread.interrupted()) {
        throw new InterruptedException("stopped while it was read");
      }
      throw new UserFailure("the recording was cut: " + cut.getMessage(), cut);
    }
  }
}
