package io.sluice.protocol.follow;

import io.sluice.protocol.follow.Delivery.Action;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import java.time.Duration;
import java.util.List;

/**
 * The contract without offsets: echoed marks are the acknowledgements, counted in bytes sent on
 * this connection, and positions are per channel, because held bytes stay behind.
 *
 * @param settled the position of the newest echo
 */
record PlainLedger(
    long windowBytes,
    Cursor taken,
    Utf8Gate gate,
    Marks marks,
    long sentBytes,
    long acknowledgedBytes,
    Cursor settled)
    implements Ledger {

  static PlainLedger open(long windowBytes, Cursor from) {
    return new PlainLedger(windowBytes, from, Utf8Gate.EMPTY, Marks.NONE, 0, 0, from);
  }

  @Override
  public long unacknowledgedBytes() {
    return sentBytes - acknowledgedBytes;
  }

  /** Who has all that was sent also has what was skipped because it had it before. */
  @Override
  public Cursor acknowledged() {
    return unacknowledgedBytes() == 0 ? sent() : settled;
  }

  private Cursor sent() {
    return gate.passedOf(taken);
  }

  @Override
  public PlainLedger output(Chunk chunk, List<Action> out) {
    Chunk owed = taken.owed(chunk);
    PlainLedger next = with(taken.after(chunk), gate);
    if (owed.isEmpty()) {
      return next;
    }
    Chunk before = gate.held(chunk.channel());
    PlainLedger passed = next.passed(gate.pass(owed), out);
    Chunk held = passed.gate().held(chunk.channel());
    if (held != null && (before == null || before.channelBytes() != held.channelBytes())) {
      Duration patience = gate.patience(held.channel());
      out.add(new Action.HoldBack(held.channel(), held.channelBytes(), patience));
    }
    return passed.marked(out);
  }

  @Override
  public PlainLedger channelEnded(ChannelEnd end, List<Action> out) {
    PlainLedger flushed = passed(gate.flush(end.channel()), out).marked(out);
    out.add(new Action.SendChannelEnd(end));
    return flushed;
  }

  /** The notice counts as a byte, so that it is acknowledged too. */
  @Override
  public PlainLedger missing(List<Gap> gaps, List<Action> out) {
    PlainLedger next = this;
    for (Gap gap : gaps) {
      Gap owed = taken.owed(gap);
      if (owed != null) {
        next = next.passed(next.gate().flush(gap.channel()), out).sentMore(1);
        out.add(new Action.SendGap(owed));
      }
      next = next.with(next.taken.after(gap), next.gate());
    }
    return next.marked(out);
  }

  @Override
  public PlainLedger ended(List<Action> out) {
    PlainLedger flushed = this;
    for (Channel channel : Channel.values()) {
      flushed = flushed.passed(flushed.gate().flush(channel), out);
    }
    return flushed.markedLast(out);
  }

  /** With a closed window the log was not asked: the rest may well be there. */
  @Override
  public PlainLedger holdOver(Channel channel, long channelBytes, List<Action> out) {
    if (unacknowledgedBytes() >= windowBytes && gate.holds(channel, channelBytes)) {
      out.add(new Action.HoldBack(channel, channelBytes, gate.patience(channel)));
      return this;
    }
    return passed(gate.holdOver(channel, channelBytes), out).marked(out);
  }

  @Override
  public PlainLedger echoed(long mark, List<Action> out) {
    Marks.Mark echoed = marks.find(mark);
    if (echoed == null) {
      return this;
    }
    return new PlainLedger(
            windowBytes,
            taken,
            gate,
            marks.without(echoed),
            sentBytes,
            echoed.sentBytes(),
            echoed.position())
        .marked(out);
  }

  /** No frame of this contract says it. */
  @Override
  public PlainLedger acknowledged(Offset upTo, List<Action> out) {
    return this;
  }

  /** No frame of this contract says it. */
  @Override
  public PlainLedger raised(long bytes) {
    return this;
  }

  private PlainLedger passed(Utf8Gate.Passed passed, List<Action> out) {
    PlainLedger next = with(taken, passed.gate());
    for (Chunk frame : passed.frames()) {
      out.add(new Action.SendChunk(frame));
      next = next.sentMore(frame.size());
    }
    return next;
  }

  private PlainLedger marked(List<Action> out) {
    return marks.isDue(sentBytes) ? mark(out) : this;
  }

  /** Nothing more comes that could bring another mark. */
  private PlainLedger markedLast(List<Action> out) {
    return marks.isOpen(sentBytes) ? mark(out) : this;
  }

  private PlainLedger mark(List<Action> out) {
    Marks more = marks.set(sent(), sentBytes);
    PlainLedger next =
        new PlainLedger(windowBytes, taken, gate, more, sentBytes, acknowledgedBytes, settled);
    if (more.last() instanceof Marks.Mark(var id, var position, _)) {
      out.add(new Action.SendMark(id, position));
    }
    return next;
  }

  private PlainLedger with(Cursor nowTaken, Utf8Gate nowHeld) {
    return new PlainLedger(
        windowBytes, nowTaken, nowHeld, marks, sentBytes, acknowledgedBytes, settled);
  }

  private PlainLedger sentMore(long bytes) {
    return new PlainLedger(
        windowBytes, taken, gate, marks, sentBytes + bytes, acknowledgedBytes, settled);
  }
}
