package io.sluice.gateway.search;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import org.jspecify.annotations.Nullable;

/**
 * Where something was found. Texts are UTF-8 with replacement, and bounded.
 *
 * @param offset of its first byte in the merged log
 * @param channelOffset how many bytes of its channel precede it
 * @param length in bytes
 * @param timeMicros when its first byte was written, in µs since the spawn
 * @param line the number of the line in which it begins, in its channel, from 1; null when the
 *     search did not begin with the first byte of the log
 * @param lineStart how many bytes of the channel precede that line, as far as is known
 * @param before what stands before it in its line
 * @param after what stands after it in the line where it ends
 * @param partial whether any of the three texts is not whole
 */
public record Match(
    Offset offset,
    Channel channel,
    long channelOffset,
    int length,
    long timeMicros,
    @Nullable Long line,
    long lineStart,
    String before,
    String match,
    String after,
    boolean partial) {
  /** How many characters its texts have. */
  int textLength() {
    return before.length() + match.length() + after.length();
  }
}
