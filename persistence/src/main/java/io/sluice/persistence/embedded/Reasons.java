package io.sluice.persistence.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** Why a file could not be used, in words. */
final class Reasons {
  private Reasons() {}

  static String of(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "access to " + denied.getFile() + " is denied";
      case NoSuchFileException missing -> missing.getFile() + " is missing";
      case FileAlreadyExistsException exists -> exists.getFile() + " is not a directory";
      default -> String.valueOf(e.getMessage());
    };
  }
}
