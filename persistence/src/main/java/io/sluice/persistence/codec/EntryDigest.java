package io.sluice.persistence.codec;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a chain holds of one stored entry: the SHA-256 of {@code manifest | 0x00 | head | SHA-256 of
 * the body}. The head of output is what precedes its payload, so a payload that is gone leaves an
 * entry that can be checked; of everything else it is empty.
 */
public final class EntryDigest {
  private EntryDigest() {}

  public static Digest of(Encoded entry) {
    Payload bytes = entry.bytes();
    int head = headBytes(entry);
    return of(
        entry.manifest(),
        ByteBuffer.wrap(bytes.slice(0, head).toByteArray()),
        Digest.of(bytes.slice(head, bytes.size())));
  }

  /** Of an entry whose body is known by its digest only. */
  public static Digest of(String manifest, ByteBuffer head, Digest body) {
    return Digest.of(
        ByteBuffer.wrap((manifest + '\0').getBytes(StandardCharsets.UTF_8)),
        head,
        ByteBuffer.wrap(body.toByteArray()));
  }

  private static int headBytes(Encoded entry) {
    return isOutput(entry.manifest())
        ? Math.min(OutputLayout.HEADER_BYTES, entry.bytes().size())
        : 0;
  }

  public static boolean isOutput(String manifest) {
    return manifest.startsWith(OutputLayout.MANIFEST_PREFIX);
  }
}
