package io.sluice.bridge.process;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.StartFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One directory per box. */
final class BoxDirectories {
  private static final Logger LOG = LoggerFactory.getLogger(BoxDirectories.class);

  private final Path root;

  private BoxDirectories(Path root) {
    this.root = root;
  }

  static BoxDirectories open(Path root) throws IOException {
    return new BoxDirectories(Files.createDirectories(root).toRealPath());
  }

  Path create(BoxId box) throws IOException {
    return Files.createDirectories(root.resolve(box.value()));
  }

  Path createOrRefuse(BoxId box) throws StartRefused {
    try {
      return create(box);
    } catch (IOException failed) {
      LOG.warn("a directory of box {} cannot be made: {}", box, failed.getMessage());
      throw new StartRefused(StartFailure.WORKING_DIRECTORY_UNUSABLE, "the box has no directory");
    }
  }

  void removeOrWarn(BoxId box) {
    try {
      remove(box);
    } catch (IOException failed) {
      LOG.warn("a directory of box {} could not be removed: {}", box, failed.getMessage());
    }
  }

  /**
   * Deletes the directory and all in it. Every step is relative to an open directory and follows no
   * link, so that nothing outside can be reached, whatever is swapped meanwhile.
   */
  void remove(BoxId box) throws IOException {
    Path name = Path.of(box.value());
    if (!Files.exists(root.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> boxes = Files.newDirectoryStream(root)) {
      if (!(boxes instanceof SecureDirectoryStream<Path> secure)) {
        throw new IOException("this system offers no directories that are safe to delete from");
      }
      delete(secure, name);
    }
  }

  private static void delete(SecureDirectoryStream<Path> parent, Path name) throws IOException {
    BasicFileAttributeView view =
        parent.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (!view.readAttributes().isDirectory()) {
      parent.deleteFile(name);
      return;
    }
    try (SecureDirectoryStream<Path> children =
        parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      for (Path child : children) {
        delete(children, child.getFileName());
      }
    }
    parent.deleteDirectory(name);
  }
}
