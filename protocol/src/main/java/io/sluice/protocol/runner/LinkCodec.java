package io.sluice.protocol.runner;

import io.sluice.protocol.model.Report;
import java.util.function.Supplier;

/**
 * Frames of the runner link to messages and back.
 *
 * <p>Control frames are JSON objects with a {@code type}; unknown fields are ignored. Output and
 * stdin are binary, big endian:
 *
 * <pre>
 * output  kind u8 = 1 | id length u8 | id, ASCII | sequence u64 | channel u8 | time µs u64 | payload
 * stdin   kind u8 = 2 | id length u8 | id, ASCII | offset u64 | payload
 * </pre>
 *
 * Every method throws {@link LinkFault} for what breaks the contract, and nothing else. A decoded
 * payload shares the bytes of its message.
 */
public final class LinkCodec {
  private LinkCodec() {}

  public static LinkMessage encode(RunnerFrame frame) {
    return faultsOnly(
        () ->
            frame instanceof RunnerFrame.Reported(var execution, Report.Output output)
                ? BinaryLayout.output(execution, output)
                : JsonObject.write(RunnerJson.encode(frame)));
  }

  public static LinkMessage encode(GatewayFrame frame) {
    return faultsOnly(
        () ->
            frame instanceof GatewayFrame.Stdin stdin
                ? BinaryLayout.stdin(stdin)
                : JsonObject.write(GatewayJson.encode(frame)));
  }

  public static RunnerFrame decodeRunner(LinkMessage message) {
    return faultsOnly(
        () ->
            switch (message) {
              case LinkMessage.Text(String json) -> RunnerJson.decode(JsonObject.read(json));
              case LinkMessage.Binary(var bytes) -> BinaryLayout.output(bytes);
            });
  }

  public static GatewayFrame decodeGateway(LinkMessage message) {
    return faultsOnly(
        () ->
            switch (message) {
              case LinkMessage.Text(String json) -> GatewayJson.decode(JsonObject.read(json));
              case LinkMessage.Binary(var bytes) -> BinaryLayout.stdin(bytes);
            });
  }

  /**
   * The values refuse what they cannot hold by IllegalArgumentException; their text is harmless.
   */
  private static <T> T faultsOnly(Supplier<T> step) {
    try {
      return step.get();
    } catch (IllegalArgumentException | ArithmeticException refused) {
      LinkFault fault =
          new LinkFault(
              LinkFault.Reason.MALFORMED, "a value is out of range: " + refused.getMessage());
      fault.initCause(refused);
      throw fault;
    }
  }
}
