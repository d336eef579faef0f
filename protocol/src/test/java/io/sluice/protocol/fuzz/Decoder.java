package io.sluice.protocol.fuzz;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.runner.LinkCodec;
import io.sluice.protocol.runner.LinkFault;
import io.sluice.protocol.runner.LinkMessage;
import io.sluice.protocol.wire.AttachFrames;
import io.sluice.protocol.wire.Json;
import io.sluice.protocol.wire.Requests;
import io.sluice.protocol.wire.Responses;
import io.sluice.protocol.wire.V1Frames;
import io.sluice.protocol.wire.V1Message;
import io.sluice.protocol.wire.WireFault;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * What turns a peer's bytes into values.
 *
 * @param good what it takes
 * @param fault the one exception that it may throw
 */
record Decoder(
    String name,
    List<byte[]> good,
    Class<? extends RuntimeException> fault,
    Consumer<byte[]> decoding) {
  static List<Decoder> all() {
    return List.of(
        wire("AttachFrames", Good.attach(), bytes -> AttachFrames.parse(text(bytes))),
        wire(
            "V1Frames, a client's text",
            Good.v1Client(),
            bytes -> V1Frames.decodeClient(new V1Message.Text(text(bytes)))),
        wire(
            "V1Frames, a client's bytes",
            Good.v1Client(),
            bytes -> V1Frames.decodeClient(new V1Message.Binary(Payload.owning(bytes)))),
        wire(
            "V1Frames, a server's text",
            Good.v1Server(),
            bytes -> V1Frames.decodeServer(new V1Message.Text(text(bytes)))),
        wire(
            "V1Frames, a server's bytes",
            Good.v1Server(),
            bytes -> V1Frames.decodeServer(new V1Message.Binary(Payload.owning(bytes)))),
        request("createBox", Requests::createBox),
        request("execute", Requests::execute),
        request("signal", Requests::signal),
        request("resize", Requests::resize),
        request("createKey", Requests::createKey),
        wire(
            "Responses",
            Good.requests(),
            bytes -> Json.read(Payload.owning(bytes), Responses.Me.class)),
        link("a runner's", Good.runner(), LinkCodec::decodeRunner),
        link("a gateway's", Good.gateway(), LinkCodec::decodeGateway));
  }

  private static Decoder wire(String name, List<byte[]> good, Consumer<byte[]> decoding) {
    return new Decoder(name, good, WireFault.class, decoding);
  }

  private static Decoder request(String name, Consumer<Payload> decoding) {
    return wire(
        "Requests." + name, Good.requests(), bytes -> decoding.accept(Payload.owning(bytes)));
  }

  /** Both kinds of message from the same bytes: only one of them can be good. */
  private static Decoder link(String name, List<byte[]> good, Consumer<LinkMessage> decoding) {
    return new Decoder(
        "LinkCodec, " + name,
        good,
        LinkFault.class,
        bytes ->
            decoding.accept(
                bytes.length > 0 && bytes[0] < ' '
                    ? new LinkMessage.Binary(Payload.owning(bytes))
                    : new LinkMessage.Text(text(bytes))));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Whether they were taken; throws what is no typed fault. */
  boolean takes(byte[] bytes) {
    try {
      decoding.accept(bytes);
      return true;
    } catch (RuntimeException failure) {
      if (fault.isInstance(failure)) {
        return false;
      }
      throw failure;
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
