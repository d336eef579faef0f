package io.sluice.bridge.link;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.LinkLimits;

/**
 * Which bytes of stdin a process was given: in order, none twice. Accepted counts what was handed
 * to the process's queue, written what the process's pipe took. Not safe for threads.
 */
final class StdinIntake {
  private long accepted;
  private long written;
  private boolean ended;
  private boolean closed;

  /** What becomes of input that arrived. */
  sealed interface Verdict {
    record Apply(Payload bytes) implements Verdict {}

    /** It was applied before, or the process takes no more: only the answer is repeated. */
    record PassOver() implements Verdict {}

    /** The sender broke the contract; the answer says where it stands. */
    record Refuse(String why) implements Verdict {}
  }

  Verdict offer(StdinOffset offset, Payload bytes) {
    if (closed || ended) {
      return new Verdict.PassOver();
    }
    if (offset.bytes() > accepted) {
      return new Verdict.Refuse("input at " + offset + " leaves a gap after " + accepted);
    }
    long end = offset.bytes() + bytes.size();
    if (end <= accepted) {
      return new Verdict.PassOver();
    }
    if (end - written > LinkLimits.STDIN_WINDOW_BYTES) {
      return new Verdict.Refuse("input up to " + end + " is over the window from " + written);
    }
    Payload fresh = bytes.slice((int) (accepted - offset.bytes()), bytes.size());
    accepted = end;
    return new Verdict.Apply(fresh);
  }

  /** Apply, with no bytes: the end is to be applied. */
  Verdict end(StdinOffset offset) {
    if (closed || ended) {
      return new Verdict.PassOver();
    }
    if (offset.bytes() != accepted) {
      return new Verdict.Refuse("input ends at " + offset + " but was taken up to " + accepted);
    }
    ended = true;
    return new Verdict.Apply(Payload.EMPTY);
  }

  void written(int bytes) {
    written += bytes;
  }

  void close() {
    closed = true;
  }

  StdinOffset written() {
    return new StdinOffset(written);
  }

  boolean isClosed() {
    return closed;
  }
}
