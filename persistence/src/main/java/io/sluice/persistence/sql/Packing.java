package io.sluice.persistence.sql;

import io.sluice.persistence.codec.Encoded;
import io.sluice.persistence.codec.EntryDigest;
import io.sluice.persistence.codec.OutputLayout;
import io.sluice.persistence.codec.UnreadableEntry;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * Output on its way into its row: packed by LZ4 when that makes it clearly shorter, but for its
 * head, which is read alone. Its manifest says so by a suffix, and its row how long the entry was.
 * What is above the rows knows nothing of it. Not thread-safe.
 */
public final class Packing {
  private static final String SUFFIX = ".lz4";
  private static final int HEAD_BYTES = OutputLayout.HEADER_BYTES;
  private static final int MOST_BYTES = HEAD_BYTES + Report.MAX_PAYLOAD_BYTES;

  /** So little is one page of the table with others anyway. */
  private static final int LEAST_BYTES = 512;

  /** What is not shorter at its beginning is not tried as a whole. */
  private static final int PROBE_BYTES = 4 * 1024;

  /** It gets shorter by a part of it. */
  private static final int LEAST_GAIN = 8;

  /** No native code: it would be a file elsewhere, and this is faster than the database. */
  private static final LZ4Factory LZ4 = LZ4Factory.fastestJavaInstance();

  private static final LZ4Compressor COMPRESSOR = LZ4.fastCompressor();
  private static final LZ4SafeDecompressor DECOMPRESSOR = LZ4.safeDecompressor();

  private byte[] entry = {};
  private byte[] packed = {};

  Packing() {}

  /**
   * What is stored of an entry.
   *
   * @param bytes valid until the next entry is packed
   * @param unpackedBytes how many there were; 0: it is as it was
   */
  record Kept(String manifest, ByteBuffer bytes, int unpackedBytes) {
    static Kept asItIs(JournalRow row) {
      return new Kept(row.manifest(), row.bytes().asByteBuffer(), 0);
    }
  }

  Kept keep(JournalRow row) {
    int length = pack(row);
    return length == 0
        ? Kept.asItIs(row)
        : new Kept(row.manifest() + SUFFIX, ByteBuffer.wrap(packed, 0, length), row.bytes().size());
  }

  /** 0: it does not get shorter. */
  private int pack(JournalRow row) {
    int size = row.bytes().size();
    int body = size - HEAD_BYTES;
    if (!EntryDigest.isOutput(row.manifest()) || body < LEAST_BYTES || size > MOST_BYTES) {
      return 0;
    }
    entry = room(entry, size);
    packed = room(packed, HEAD_BYTES + COMPRESSOR.maxCompressedLength(body));
    row.bytes().copyInto(entry, 0);
    if (body > 2 * PROBE_BYTES && !isShorter(compress(PROBE_BYTES), PROBE_BYTES)) {
      return 0;
    }
    int length = compress(body);
    System.arraycopy(entry, 0, packed, 0, HEAD_BYTES);
    return isShorter(length, body) ? HEAD_BYTES + length : 0;
  }

  private static byte[] room(byte[] old, int bytes) {
    return old.length < bytes ? new byte[bytes] : old;
  }

  private int compress(int bytes) {
    return COMPRESSOR.compress(entry, HEAD_BYTES, bytes, packed, HEAD_BYTES);
  }

  private static boolean isShorter(int length, int before) {
    return length <= before - before / LEAST_GAIN;
  }

  /**
   * An entry as it was journaled.
   *
   * @param unpackedBytes as its row says
   * @throws UnreadableEntry when it is not what was packed; no more is unpacked than an entry may
   *     have
   */
  public static Encoded unpacked(String manifest, byte[] stored, int unpackedBytes) {
    boolean isPacked = EntryDigest.isOutput(manifest) && manifest.endsWith(SUFFIX);
    if (!isPacked && unpackedBytes == 0) {
      return new Encoded(manifest, Payload.owning(stored));
    }
    if (!isPacked || unpackedBytes <= HEAD_BYTES || unpackedBytes > MOST_BYTES) {
      throw new UnreadableEntry("an impossible length before it was packed: " + unpackedBytes);
    }
    if (stored.length <= HEAD_BYTES) {
      throw new UnreadableEntry("packed output is shorter than its header: " + stored.length);
    }
    byte[] entry = new byte[unpackedBytes];
    System.arraycopy(stored, 0, entry, 0, HEAD_BYTES);
    unpack(stored, entry);
    String before = manifest.substring(0, manifest.length() - SUFFIX.length());
    return new Encoded(before, Payload.owning(entry));
  }

  private static void unpack(byte[] stored, byte[] entry) {
    int body = entry.length - HEAD_BYTES;
    int length;
    try {
      length =
          DECOMPRESSOR.decompress(
              stored, HEAD_BYTES, stored.length - HEAD_BYTES, entry, HEAD_BYTES, body);
    } catch (LZ4Exception spoilt) {
      throw new UnreadableEntry("packed output cannot be unpacked", spoilt);
    }
    if (length != body) {
      throw new UnreadableEntry("packed output is shorter than its row says");
    }
  }
}
