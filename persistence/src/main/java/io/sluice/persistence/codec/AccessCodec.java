package io.sluice.persistence.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.access.Access;
import io.sluice.protocol.access.AccessEvent;
import io.sluice.protocol.access.AccessEvent.Act;
import io.sluice.protocol.access.AccessEvent.Acted;
import io.sluice.protocol.access.AccessEvent.Closed;
import io.sluice.protocol.access.AccessEvent.Opened;
import io.sluice.protocol.access.AccessEvent.Outcome;
import io.sluice.protocol.access.AccessEvent.Right;
import io.sluice.protocol.access.AccessEvent.Typed;
import io.sluice.protocol.access.AccessEvent.Way;
import io.sluice.protocol.access.Visitor;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The stored form of access trails: a JSON object of ASCII text, which is also what is shown. */
public final class AccessCodec {
  private AccessCodec() {}

  public static Payload encode(Access access) {
    ObjectNode node = Fields.object().put("at", access.at().toString());
    switch (access.event()) {
      case Opened opened -> opened(node.put("event", "opened"), opened);
      case Closed(long visit, Outcome outcome, Offset from, Offset to, long inputBytes) -> {
        node.put("event", "closed").put("visit", visit).put("outcome", word(outcome));
        offset(node, "from", from);
        offset(node, "to", to);
        node.put("input_bytes", inputBytes);
      }
      case Typed(long visit, Payload bytes) ->
          node.put("event", "typed")
              .put("visit", visit)
              .put("bytes_base64", Base64.getEncoder().encodeToString(bytes.toByteArray()));
      case Acted(Visitor by, Act act, String detail) -> {
        visitor(node.put("event", "acted"), by);
        text(node.put("act", word(act)), "detail", detail);
      }
    }
    return Payload.owning(Fields.bytes(node));
  }

  private static void opened(ObjectNode node, Opened opened) {
    visitor(node, opened.by());
    node.put("way", word(opened.way())).put("right", word(opened.right()));
    text(node, "consumer", opened.consumer());
    offset(node, "from", opened.from());
    node.put("preempts", opened.preempts());
  }

  private static void visitor(ObjectNode node, Visitor by) {
    node.put("key", by.key()).put("address", by.address());
    text(node, "forwarded_for", by.forwardedFor());
  }

  private static void text(ObjectNode node, String name, @Nullable String text) {
    if (text != null) {
      node.put(name, text);
    }
  }

  private static void offset(ObjectNode node, String name, @Nullable Offset offset) {
    if (offset != null) {
      node.put(name, offset.bytes());
    }
  }

  /**
   * @throws UnreadableEntry when it is not one of ours
   */
  public static Access decode(Payload stored) {
    Fields fields = Fields.parse(stored.toByteArray());
    try {
      return new Access(fields.instant("at"), event(fields));
    } catch (RuntimeException spoilt) {
      throw new UnreadableEntry("an entry of an access trail is not of its form", spoilt);
    }
  }

  private static AccessEvent event(Fields fields) {
    return switch (fields.text("event")) {
      case "opened" ->
          new Opened(
              visitor(fields),
              Way.valueOf(name(fields, "way")),
              Right.valueOf(name(fields, "right")),
              fields.textOrNull("consumer"),
              offset(fields, "from"),
              fields.flag("preempts"));
      case "closed" ->
          new Closed(
              fields.number("visit"),
              Outcome.valueOf(name(fields, "outcome")),
              offset(fields, "from"),
              offset(fields, "to"),
              fields.number("input_bytes"));
      case "typed" ->
          new Typed(
              fields.number("visit"),
              Payload.owning(Base64.getDecoder().decode(fields.text("bytes_base64"))));
      case "acted" ->
          new Acted(visitor(fields), Act.valueOf(name(fields, "act")), fields.textOrNull("detail"));
      case String other -> throw new IllegalArgumentException("no event " + other);
    };
  }

  private static Visitor visitor(Fields fields) {
    return new Visitor(
        fields.text("key"), fields.text("address"), fields.textOrNull("forwarded_for"));
  }

  private static @Nullable Offset offset(Fields fields, String name) {
    return fields.has(name) ? new Offset(fields.number(name)) : null;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String name(Fields fields, String name) {
    return fields.text(name).toUpperCase(Locale.ROOT);
  }
}
