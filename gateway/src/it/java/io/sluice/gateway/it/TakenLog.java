package io.sluice.gateway.it;

import io.sluice.protocol.model.Channel;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/** What a reader with offsets has: hashes as it goes, never the bytes. */
final class TakenLog {
  private final MessageDigest stdout = Hashes.sha256();
  private final MessageDigest stderr = Hashes.sha256();
  private final MessageDigest merged = Hashes.sha256();
  private long offset;

  void add(Channel channel, byte[] bytes, int from) {
    int count = bytes.length - from;
    (channel == Channel.STDOUT ? stdout : stderr).update(bytes, from, count);
    merged.update(bytes, from, count);
    offset += count;
  }

  /** How many bytes it has, which is the offset of the next. */
  long offset() {
    return offset;
  }

  SoakReader.Read read(int exitCode) {
    HexFormat hex = HexFormat.of();
    Map<Channel, String> channels =
        Map.of(
            Channel.STDOUT, hex.formatHex(stdout.digest()),
            Channel.STDERR, hex.formatHex(stderr.digest()));
    return new SoakReader.Read(channels, hex.formatHex(merged.digest()), offset, exitCode);
  }
}
