package io.sluice.protocol.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Immutable opaque bytes; a slice shares them. Equal when the bytes are. */
public final class Payload {
  public static final Payload EMPTY = new Payload(new byte[0], 0, 0);

  private final byte[] bytes;
  private final int start;
  private final int size;

  private Payload(byte[] bytes, int start, int size) {
    this.bytes = bytes;
    this.start = start;
    this.size = size;
  }

  public static Payload copyOf(byte[] bytes) {
    return new Payload(bytes.clone(), 0, bytes.length);
  }

  public static Payload copyOf(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return new Payload(copy, 0, copy.length);
  }

  /** Takes the array over without a copy: the caller must never touch it again. */
  public static Payload owning(byte[] bytes) {
    return new Payload(bytes, 0, bytes.length);
  }

  public static Payload utf8(String text) {
    return owning(text.getBytes(StandardCharsets.UTF_8));
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public byte at(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    return bytes[start + index];
  }

  /** The bytes {@code [from, to)}, shared, not copied. */
  public Payload slice(int from, int to) {
    if (from < 0 || to < from || to > size) {
      throw new IndexOutOfBoundsException(from + ".." + to + " of " + size);
    }
    return new Payload(bytes, start + from, to - from);
  }

  /** A read-only view. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(bytes, start, size).slice().asReadOnlyBuffer();
  }

  public byte[] toByteArray() {
    return Arrays.copyOfRange(bytes, start, start + size);
  }

  public void copyInto(byte[] target, int at) {
    System.arraycopy(bytes, start, target, at, size);
  }

  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes, start, size);
  }

  /** Hands the bytes to a digest, without a copy. */
  public void feed(MessageDigest digest) {
    digest.update(bytes, start, size);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Payload that
        && Arrays.equals(
            bytes, start, start + size, that.bytes, that.start, that.start + that.size);
  }

  @Override
  public int hashCode() {
    return asByteBuffer().hashCode();
  }

  /** Names the size only: output may be secret. */
  @Override
  public String toString() {
    return "Payload[" + size + " bytes]";
  }
}
