package io.sluice.gateway.app;

import org.jspecify.annotations.Nullable;

/** The version of this build. */
final class Version {
  private Version() {}

  /** As its jar says; null outside of one. */
  static @Nullable String text() {
    return Version.class.getPackage().getImplementationVersion();
  }
}
