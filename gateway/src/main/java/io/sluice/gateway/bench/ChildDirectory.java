package io.sluice.gateway.bench;

import io.sluice.gateway.cli.ScratchDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory for what a bench starts; it is gone when it is closed, or the bench ends. */
final class ChildDirectory implements Closeable {
  private final ScratchDirectory directory;

  private ChildDirectory(ScratchDirectory directory) {
    this.directory = directory;
  }

  static ChildDirectory create(String prefix) throws IOException {
    return Leftovers.keep(() -> new ChildDirectory(ScratchDirectory.create(prefix)));
  }

  Path path() {
    return directory.path();
  }

  @Override
  public synchronized void close() throws IOException {
    if (Files.exists(path())) {
      directory.close();
    }
    Leftovers.forget(this);
  }
}
