package io.sluice.protocol.runner;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.StdinOffset;

/**
 * Which bytes of stdin a process is given: in order, none twice, and the end once after all of
 * them, however often a gateway sends them (I7, I12). Taken counts what was handed to the process's
 * queue, written what the process's pipe took. Not safe for threads.
 *
 * <pre>
 * input              | Open      | Ended     | Closed
 * input, next        | apply     | refuse    | pass over
 * input, overlapping | apply     | refuse    | pass over
 * input, known       | pass over | pass over | pass over
 * input, after a gap | refuse    | refuse    | pass over
 * input, over window | refuse    | refuse    | pass over
 * end, here          | apply     | pass over | pass over
 * end, elsewhere     | refuse    | refuse    | pass over
 * </pre>
 */
public final class StdinIntake {
  private final int windowBytes;
  private long taken;
  private long written;
  private boolean ended;
  private boolean closed;

  /**
   * @param windowBytes the most that is taken and not written
   */
  public StdinIntake(int windowBytes) {
    this.windowBytes = windowBytes;
  }

  /** What becomes of input that arrived. */
  public sealed interface Verdict {
    /** These bytes go to the process; none: its end of input does. */
    record Apply(Payload bytes) implements Verdict {}

    /** It was applied before, or the process takes no more: only the answer is repeated. */
    record PassOver() implements Verdict {}

    /** The sender broke the contract; the answer says where it stands. */
    record Refuse(String why) implements Verdict {}
  }

  public Verdict offer(StdinOffset offset, Payload bytes) {
    if (closed) {
      return new Verdict.PassOver();
    }
    if (offset.bytes() > taken) {
      return new Verdict.Refuse("input at " + offset + " leaves a gap after " + taken);
    }
    long end = offset.bytes() + bytes.size();
    if (end <= taken) {
      return new Verdict.PassOver();
    }
    if (ended) {
      return new Verdict.Refuse("input up to " + end + " but it ended at " + taken);
    }
    if (end - written > windowBytes) {
      return new Verdict.Refuse("input up to " + end + " is over the window from " + written);
    }
    Payload fresh = bytes.slice((int) (taken - offset.bytes()), bytes.size());
    taken = end;
    return new Verdict.Apply(fresh);
  }

  /** Apply, with no bytes: the end is to be applied. */
  public Verdict end(StdinOffset offset) {
    if (closed) {
      return new Verdict.PassOver();
    }
    if (offset.bytes() != taken) {
      return new Verdict.Refuse("input ends at " + offset + " but was taken up to " + taken);
    }
    if (ended) {
      return new Verdict.PassOver();
    }
    ended = true;
    return new Verdict.Apply(Payload.EMPTY);
  }

  public void written(int bytes) {
    written += bytes;
  }

  /** The process takes no more, or has its end of input. */
  public void close() {
    closed = true;
  }

  /** A gateway that knows nothing goes on here: what lies before is the process's, or will be. */
  public StdinOffset taken() {
    return new StdinOffset(taken);
  }

  public StdinOffset written() {
    return new StdinOffset(written);
  }

  public boolean isEnded() {
    return ended;
  }

  public boolean isClosed() {
    return closed;
  }
}
