package io.sluice.protocol.follow;

import io.sluice.protocol.follow.Delivery.Action;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import java.util.List;

/**
 * What was taken from the log, sent and acknowledged on one connection. Each method gives the
 * ledger after it and adds to {@code out} what is to be done.
 */
sealed interface Ledger permits PlainLedger, OffsetLedger {
  long windowBytes();

  /** How far the log was taken, sent or not. */
  Cursor taken();

  Cursor acknowledged();

  /** Sent, or told as skipped, and not acknowledged. */
  long unacknowledgedBytes();

  Ledger output(Chunk chunk, List<Action> out);

  Ledger channelEnded(ChannelEnd end, List<Action> out);

  /** What the consumer has of it is not told. */
  Ledger missing(List<Gap> gaps, List<Action> out);

  /** Nothing more comes: whatever waits goes out. */
  Ledger ended(List<Action> out);

  /** The same ledger when no such mark is outstanding: unasked echoes are legal. */
  Ledger echoed(long mark, List<Action> out);

  Ledger acknowledged(Offset upTo, List<Action> out);

  Ledger holdOver(Channel channel, long channelBytes, List<Action> out);

  Ledger raised(long bytes);
}
