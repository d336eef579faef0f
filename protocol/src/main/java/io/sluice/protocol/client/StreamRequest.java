package io.sluice.protocol.client;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to read by {@code sluice.v1}, and whether to write.
 *
 * @param from where to begin
 * @param consumer a name whose acknowledged offset is durable; null: none
 * @param channel the only one wanted; null: all of them
 */
public record StreamRequest(
    String executionId,
    Role role,
    From from,
    @Nullable String consumer,
    @Nullable Channel channel) {

  /** What it may do. */
  public enum Role {
    /** Reads; any number may. */
    OBSERVER,
    /** Writes too; refused while another one does. */
    CONTROLLER,
    /** Takes control from whoever has it, once: whoever takes it back, keeps it. */
    PREEMPTING_CONTROLLER
  }

  /** Where to begin. */
  public sealed interface From {
    /** Where the gateway thinks best: at 0, at what a named consumer or a predecessor has. */
    record Usual() implements From {}

    /** At this byte of the merged log. */
    record At(Offset offset) implements From {}

    /** At the first byte that is kept. */
    record Start() implements From {}

    /** With what comes from now on. */
    record Tail() implements From {}

    /** At what this consumer acknowledged. */
    record Acknowledged() implements From {}
  }

  /**
   * @throws IllegalArgumentException when a controller names a channel: it reads all
   */
  public StreamRequest {
    if (role != Role.OBSERVER && channel != null) {
      throw new IllegalArgumentException("who controls reads all channels");
    }
  }

  public static StreamRequest observer(String executionId) {
    return new StreamRequest(executionId, Role.OBSERVER, new From.Usual(), null, null);
  }

  public static StreamRequest controller(String executionId) {
    return new StreamRequest(executionId, Role.CONTROLLER, new From.Usual(), null, null);
  }

  public static StreamRequest preempting(String executionId) {
    return new StreamRequest(executionId, Role.PREEMPTING_CONTROLLER, new From.Usual(), null, null);
  }

  /** The same from there. */
  public StreamRequest from(From start) {
    return new StreamRequest(executionId, role, start, consumer, channel);
  }

  /** The same under a name. */
  public StreamRequest named(String name) {
    return new StreamRequest(executionId, role, from, name, channel);
  }

  /** The same with one channel only. */
  public StreamRequest only(Channel wanted) {
    return new StreamRequest(executionId, role, from, consumer, wanted);
  }

  /**
   * The query of a connection.
   *
   * @param start where this one begins
   * @param again whether there was one before: who took control since then keeps it
   */
  String query(From start, boolean again) {
    List<String> parts = new ArrayList<>();
    switch (start) {
      case From.Usual _ -> {}
      case From.At(var offset) -> parts.add("from=" + offset);
      case From.Start _ -> parts.add("from=start");
      case From.Tail _ -> parts.add("from=tail");
      case From.Acknowledged _ -> parts.add("from=acknowledged");
    }
    if (consumer != null) {
      parts.add("consumer=" + URLEncoder.encode(consumer, StandardCharsets.UTF_8));
    }
    if (role != Role.OBSERVER) {
      parts.add("role=controller");
    }
    if (role == Role.PREEMPTING_CONTROLLER && !again) {
      parts.add("preempt=1");
    }
    if (channel != null) {
      parts.add("channel=" + (channel == Channel.STDOUT ? "stdout" : "stderr"));
    }
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }
}
