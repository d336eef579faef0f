package io.sluice.protocol.model;

/** How the output of one channel came to its end. */
public enum ChannelEnding {
  /** Every byte written was read: end of file. */
  COMPLETE,
  /** Something still held the pipe when the drain's bound was hit; bytes may be missing (O7). */
  ABANDONED,
  /** Reading failed after the bytes before it were taken (O21). */
  READ_FAILED
}
