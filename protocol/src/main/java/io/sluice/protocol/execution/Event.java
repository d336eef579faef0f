package io.sluice.protocol.execution;

import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.proof.Chain;
import io.sluice.protocol.proof.Digest;
import io.sluice.protocol.proof.SignedAnchor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is journaled of an execution: its log, in order. */
public sealed interface Event {
  /** It exists; nothing runs yet. */
  record Accepted(Facts facts) implements Event {}

  /** A runner was chosen and is told to start it. */
  record Placed(Assignment assignment, Instant at) implements Event {}

  /** The process exists. */
  record Started(long pid, Instant at) implements Event {}

  /**
   * Output, at the offset of its first byte.
   *
   * @param channelBytes how many bytes of its channel precede it
   */
  record OutputAppended(
      long sequence,
      Channel channel,
      Offset offset,
      long channelBytes,
      long timeMicros,
      Payload payload)
      implements Event {
    /** How many bytes of a channel lie before the end of this output. */
    public long bytesUpToEnd(Channel of) {
      return of == channel ? channelBytes + payload.size() : offset.bytes() - channelBytes;
    }
  }

  /**
   * Output was left out of the log, for that had reached its limit (O31).
   *
   * @param sequence of the runner's report that brought the last of it
   * @param timeMicros of that report
   */
  record OutputCut(long sequence, long timeMicros) implements Event {}

  /** One channel is over, with all its bytes counted. */
  record ChannelEnded(
      long sequence,
      Channel channel,
      Offset offset,
      long bytes,
      long timeMicros,
      ChannelEnding ending)
      implements Event {
    /** How many bytes of a channel lie before it. */
    public long bytesOf(Channel of) {
      return of == channel ? bytes : offset.bytes() - bytes;
    }
  }

  /** The process is gone; channels may be open still. */
  record ProcessExited(long sequence, ExitStatus status, boolean timedOut, long timeMicros)
      implements Event {}

  /** Its end was asked for. */
  record KillRequested(Cause cause, Instant at) implements Event {
    /** By somebody. */
    public KillRequested(Instant at) {
      this(Cause.ASKED, at);
    }
  }

  /** A signal to its process group was asked for. */
  record SignalRequested(Signal signal, Cause cause, Instant at) implements Event {
    /** By somebody. */
    public SignalRequested(Signal signal, Instant at) {
      this(signal, Cause.ASKED, at);
    }
  }

  /** Somebody gave its terminal another size. */
  record Resized(TerminalSize size, Instant at) implements Event {}

  /** What concerns who reads its log, not itself; may come after the end. */
  sealed interface OfAudience extends Event {
    Instant at();
  }

  /**
   * Somebody took control.
   *
   * @param from where its reading goes on
   * @param displaced whose control ended with it; null: nobody's
   */
  record ControlTaken(
      Seat seat, Generation generation, Cursor from, @Nullable ConsumerId displaced, Instant at)
      implements OfAudience {}

  /** A consumer came so far. */
  record Acknowledged(ConsumerId consumer, Cursor cursor, Instant at) implements OfAudience {}

  /**
   * Who had control left.
   *
   * @param sawExit whether nothing is owed to it any more
   */
  record ControlLeft(ConsumerId consumer, Cursor cursor, boolean sawExit, Instant at)
      implements OfAudience {}

  /** A consumer that only reads saw the exit. */
  record PlaceClosed(ConsumerId consumer, Instant at) implements OfAudience {}

  /**
   * Output was removed from the start of the log; the entries that held it may be gone from the
   * journal. What is not output stays.
   *
   * @param upTo where what is left begins
   * @param sequence of the runner's last report at that time: the entries that told it may be gone
   * @param timeMicros of that report
   * @param limited whether a limit asked for it, and not a clean-up
   */
  record Trimmed(Cursor upTo, long sequence, long timeMicros, boolean limited, Instant at)
      implements OfAudience {}

  /** What the log held up to some entry was signed; may come after the end. */
  record Anchored(SignedAnchor signed) implements Event {}

  /**
   * The one terminal event (O2); nothing of the execution follows it.
   *
   * @param head of the chains before it; null: nobody chained them
   */
  record Ended(
      Outcome outcome,
      Offset offset,
      long stdoutBytes,
      long stderrBytes,
      Instant at,
      @Nullable Digest head)
      implements Event {
    /** As it is decided, before it is chained. */
    public Ended(Outcome outcome, Offset offset, long stdoutBytes, long stderrBytes, Instant at) {
      this(outcome, offset, stdoutBytes, stderrBytes, at, null);
    }

    /** The same behind these chains. */
    public Ended after(Chain chain) {
      return new Ended(outcome, offset, stdoutBytes, stderrBytes, at, chain.head());
    }
  }
}
