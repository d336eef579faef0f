package io.sluice.protocol.follow;

import io.sluice.protocol.follow.Delivery.Action;
import io.sluice.protocol.follow.Delivery.Violation;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The contract with offsets: the consumer says how far it came.
 *
 * @param told the end of the last frame: what the consumer can know of, and so acknowledge
 */
record OffsetLedger(
    long windowBytes, Set<Channel> channels, Cursor taken, Offset told, Cursor acknowledged)
    implements Ledger {
  /** The most bytes of a frame; with channel, offset and time before them they are 64 KiB. */
  static final int MAX_FRAME_BYTES = 64 * 1024 - 17;

  /** However much credit a consumer gives. */
  static final long MAX_WINDOW_BYTES = 1L << 30;

  /** So many skipped bytes are told of, though nothing else is sent. */
  private static final long SKIP_BYTES = 64 * 1024;

  static OffsetLedger open(long windowBytes, Set<Channel> channels, Cursor from) {
    Cursor merged = Cursor.at(from.offset());
    return new OffsetLedger(windowBytes, channels, merged, merged.offset(), merged);
  }

  @Override
  public long unacknowledgedBytes() {
    return taken.offset().bytes() - acknowledged.offset().bytes();
  }

  @Override
  public OffsetLedger output(Chunk chunk, List<Action> out) {
    Chunk owed = taken.owed(chunk);
    OffsetLedger next = took(taken.after(chunk));
    if (!channels.contains(chunk.channel())) {
      return next.skipped(out);
    }
    if (owed.isEmpty()) {
      return next;
    }
    tell(taken.offset(), out);
    for (int from = 0; from < owed.size(); from += MAX_FRAME_BYTES) {
      int to = Math.min(owed.size(), from + MAX_FRAME_BYTES);
      out.add(new Action.SendChunk(owed.slice(from, to)));
    }
    return next.toldAll();
  }

  /** A stretch without a frame of its own would hold the window closed. */
  private OffsetLedger skipped(List<Action> out) {
    boolean isLong = taken.offset().bytes() - told.bytes() >= SKIP_BYTES;
    return isLong || unacknowledgedBytes() >= windowBytes ? tell(out) : this;
  }

  @Override
  public OffsetLedger channelEnded(ChannelEnd end, List<Action> out) {
    if (channels.contains(end.channel())) {
      out.add(new Action.SendChannelEnd(end));
    }
    return this;
  }

  @Override
  public OffsetLedger missing(List<Gap> gaps, List<Action> out) {
    List<Action> told = new ArrayList<>();
    OffsetLedger next = this;
    for (Gap gap : gaps) {
      Gap owed = taken.owed(gap);
      if (owed != null && channels.contains(gap.channel())) {
        told.add(new Action.SendGap(owed));
      }
      next = next.took(next.taken.after(gap));
    }
    if (told.isEmpty()) {
      return next.skipped(out);
    }
    tell(taken.offset(), out);
    out.addAll(told);
    return next.toldAll();
  }

  @Override
  public OffsetLedger ended(List<Action> out) {
    return tell(out);
  }

  /** A keepalive's. */
  @Override
  public OffsetLedger echoed(long mark, List<Action> out) {
    return this;
  }

  @Override
  public OffsetLedger acknowledged(Offset upTo, List<Action> out) {
    if (upTo.isBefore(acknowledged.offset())) {
      out.add(new Action.Refuse(new Violation.Backwards(acknowledged.offset(), upTo)));
      return this;
    }
    if (told.isBefore(upTo)) {
      out.add(new Action.Refuse(new Violation.Beyond(told, upTo)));
      return this;
    }
    return new OffsetLedger(windowBytes, channels, taken, told, Cursor.at(upTo));
  }

  /** Nothing is held here. */
  @Override
  public OffsetLedger holdOver(Channel channel, long channelBytes, List<Action> out) {
    return this;
  }

  @Override
  public OffsetLedger raised(long bytes) {
    long room = Math.max(0, MAX_WINDOW_BYTES - windowBytes);
    long window = windowBytes + Math.min(bytes, room);
    return new OffsetLedger(window, channels, taken, told, acknowledged);
  }

  private OffsetLedger took(Cursor nowTaken) {
    return new OffsetLedger(windowBytes, channels, nowTaken, told, acknowledged);
  }

  private OffsetLedger toldAll() {
    return new OffsetLedger(windowBytes, channels, taken, taken.offset(), acknowledged);
  }

  private OffsetLedger tell(List<Action> out) {
    tell(taken.offset(), out);
    return toldAll();
  }

  /** Of what was skipped before the next frame, so that offsets never jump without a word. */
  private void tell(Offset upTo, List<Action> out) {
    if (told.isBefore(upTo)) {
      out.add(new Action.SendPosition(upTo));
    }
  }
}
