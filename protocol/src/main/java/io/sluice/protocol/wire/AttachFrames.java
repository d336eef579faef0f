package io.sluice.protocol.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.TerminalSize;
import org.jspecify.annotations.Nullable;

/** The frames of an attach without a subprotocol. */
public final class AttachFrames {
  /** The most output bytes of one frame; with the channel's byte they are 64 KiB. */
  public static final int MAX_OUTPUT_BYTES = 64 * 1024 - 1;

  /** The most bytes of a client's text frame. */
  public static final int MAX_TEXT_BYTES = 8 * 1024;

  private AttachFrames() {}

  /** What a client may ask for in a text frame. */
  public sealed interface ClientFrame {
    /** Give the terminal this size. */
    record Resize(TerminalSize size) implements ClientFrame {}

    /** Send this signal. */
    record SendSignal(Signal signal) implements ClientFrame {}

    /** No more input comes. */
    record StdinEof() implements ClientFrame {}
  }

  /**
   * The one last frame.
   *
   * @param exitCode 0 to 255, 128+n for a signal, −1 when nobody knows
   * @param incomplete null unless output is missing
   * @param truncated null unless a limit removed output
   */
  public record Exit(
      int exitCode,
      @Nullable Integer signal,
      String reason,
      @Nullable Boolean incomplete,
      @Nullable Boolean truncated) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record TypedExit(
      String type,
      int exitCode,
      @Nullable Integer signal,
      String reason,
      @Nullable Boolean incomplete,
      @Nullable Boolean truncated) {}

  private record TypedError(String type, String message, String code) {}

  /**
   * The payload of a binary frame.
   *
   * @throws IllegalArgumentException when it is empty or over the limit
   */
  public static Payload output(Channel channel, Payload bytes) {
    if (bytes.isEmpty() || bytes.size() > MAX_OUTPUT_BYTES) {
      throw new IllegalArgumentException("a frame carries 1 to 65535 bytes: " + bytes.size());
    }
    byte[] frame = new byte[1 + bytes.size()];
    frame[0] = (byte) channel.code();
    bytes.copyInto(frame, 1);
    return Payload.owning(frame);
  }

  /** The text of the exit frame. */
  public static String exit(Exit exit) {
    return Json.writeText(
        new TypedExit(
            "exit",
            exit.exitCode(),
            exit.signal(),
            exit.reason(),
            exit.incomplete(),
            exit.truncated()));
  }

  /** The text of an error frame, which ends nothing. */
  public static String error(ErrorCode code, String message) {
    return Json.writeText(new TypedError("error", message, code.text()));
  }

  /** The text of the error frame that answers a client's fault (C4). */
  public static String error(WireFault fault) {
    return Json.writeText(new TypedError("error", fault.text(), fault.code().text()));
  }

  /** What error frames say beside the problem codes. */
  public enum ErrorCode {
    /** Output is missing before the exit. */
    OUTPUT_INCOMPLETE("output_incomplete"),
    /** Input came on a connection that may only read (I9). */
    READ_ONLY("read_only"),
    /** Input came after its end (I6). */
    STDIN_CLOSED("stdin_closed"),
    /** Output was removed from the log before it was read (O18). */
    OUTPUT_GAP("output_gap"),
    /** Another consumer has control (I5). */
    SUPERSEDED("superseded"),
    /** It failed on our side. */
    INTERNAL("internal"),
    /** Nothing of this kind can be done in this state. */
    INVALID_STATE("invalid_state"),
    /** The frame is not one of the contract. */
    INVALID_ARGUMENT("invalid_argument");

    private final String text;

    ErrorCode(String text) {
      this.text = text;
    }

    /** The word on the wire. */
    public String text() {
      return text;
    }
  }

  /**
   * A client's text frame.
   *
   * @throws WireFault for anything else; the session goes on after the answer
   */
  public static ClientFrame parse(String text) {
    if (text.length() > MAX_TEXT_BYTES) {
      throw WireFault.invalid("a text has at most " + MAX_TEXT_BYTES + " bytes");
    }
    Fields fields = new Fields(Json.object(text));
    String type = fields.requiredText("type", 64);
    ClientFrame frame =
        switch (type) {
          case "resize" -> new ClientFrame.Resize(Sizes.take(fields));
          case "signal" ->
              new ClientFrame.SendSignal(Signals.allowed(fields.requiredInteger("sig", 1, 64)));
          case "stdin_eof" -> new ClientFrame.StdinEof();
          default -> throw WireFault.invalid("unknown frame type");
        };
    fields.requireNoOther();
    return frame;
  }
}
