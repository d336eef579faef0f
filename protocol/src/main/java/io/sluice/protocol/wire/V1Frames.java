package io.sluice.protocol.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.model.Payload;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Frames of {@code sluice.v1} to messages and back. What is JSON has a {@code type}; output and
 * stdin are binary, big endian:
 *
 * <pre>
 * output  channel u8 (1 stdout, 2 stderr) | offset u64 | time µs u64 | payload, at least 1 byte
 * stdin   0x00 | offset u64 | payload
 * </pre>
 *
 * A server takes a client's frame whole or not at all; a client passes over fields and types of a
 * later version. Decoding throws {@link WireFault} and nothing else, and a decoded payload shares
 * the bytes of its message.
 */
public final class V1Frames {
  /** The WebSocket subprotocol. */
  public static final String SUBPROTOCOL = "sluice.v1";

  /** The most bytes of any binary message. */
  public static final int MAX_BINARY_BYTES = 64 * 1024;

  /** The most output bytes of one frame. */
  public static final int MAX_OUTPUT_BYTES = MAX_BINARY_BYTES - V1Binary.OUTPUT_HEAD_BYTES;

  /** The most input bytes of one frame. */
  public static final int MAX_STDIN_BYTES = MAX_BINARY_BYTES - V1Binary.STDIN_HEAD_BYTES;

  /** The most bytes of a client's text. */
  public static final int MAX_CLIENT_TEXT_BYTES = 8 * 1024;

  /** The most bytes of a server's text. */
  public static final int MAX_SERVER_TEXT_BYTES = 64 * 1024;

  private V1Frames() {}

  /**
   * @throws IllegalArgumentException for output that is empty or over the limit
   */
  public static V1Message encode(V1ServerFrame frame) {
    return frame instanceof V1ServerFrame.Output output
        ? new V1Message.Binary(V1Binary.output(output))
        : new V1Message.Text(Json.writeText(V1ServerText.encode(frame)));
  }

  /**
   * @throws IllegalArgumentException for stdin that is over the limit
   */
  public static V1Message encode(V1ClientFrame frame) {
    return frame instanceof V1ClientFrame.Stdin stdin
        ? new V1Message.Binary(V1Binary.stdin(stdin))
        : new V1Message.Text(Json.writeText(V1ClientText.encode(frame)));
  }

  /**
   * What a client sent.
   *
   * @throws WireFault for anything that is not of the contract
   */
  public static V1ClientFrame decodeClient(V1Message message) {
    return faultsOnly(
        () ->
            switch (message) {
              case V1Message.Text(String json) ->
                  V1ClientText.decode(fields(json, MAX_CLIENT_TEXT_BYTES));
              case V1Message.Binary(Payload bytes) -> V1Binary.stdin(bytes);
            });
  }

  /**
   * What a server sent; null for a type of a later version, which is passed over.
   *
   * @throws WireFault for what no version sends
   */
  public static @Nullable V1ServerFrame decodeServer(V1Message message) {
    return faultsOnly(
        () ->
            switch (message) {
              case V1Message.Text(String json) ->
                  V1ServerText.decode(fields(json, MAX_SERVER_TEXT_BYTES));
              case V1Message.Binary(Payload bytes) -> V1Binary.output(bytes);
            });
  }

  /** No text of so many bytes has more characters. */
  private static Fields fields(String json, int maxBytes) {
    if (json.length() > maxBytes) {
      throw WireFault.invalid("a text has at most " + maxBytes + " bytes");
    }
    ObjectNode object = Json.object(json);
    return new Fields(object);
  }

  /** The values refuse what they cannot hold; their text is harmless. */
  private static <T extends @Nullable Object> T faultsOnly(Supplier<T> step) {
    try {
      return step.get();
    } catch (IllegalArgumentException | ArithmeticException refused) {
      throw WireFault.invalid("a value is out of range: " + refused.getMessage());
    }
  }
}
