package io.sluice.gateway.attach;

import io.sluice.protocol.follow.Cursor;

/** Has it noted how far the peer came: now and then while it moves, and once at the end. */
final class PlaceKeeper {
  private final Role role;
  private Cursor noted;
  private Cursor reached;
  private boolean left;

  PlaceKeeper(Role role, Cursor from) {
    this.role = role;
    this.noted = from;
    this.reached = from;
  }

  /** Whether there is something to note. */
  boolean reached(Cursor cursor) {
    reached = cursor;
    return !reached.equals(noted);
  }

  void note() {
    noted = reached;
    role.acknowledged(noted);
  }

  /** Only the first time counts. */
  void leave(boolean sawExit) {
    if (!left) {
      left = true;
      role.left(reached, sawExit);
    }
  }
}
