package io.sluice.bridge.link;

import java.io.IOException;
import java.io.Serial;

/** The link could not be made, or broke. */
final class LinkFailed extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  LinkFailed(String message) {
    super(message);
  }

  LinkFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
