package io.sluice.gateway.http;

import io.sluice.gateway.attach.AttachHandler.Wish;
import io.sluice.protocol.execution.StartFrom;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** As what a client attaches, from the query. Each method throws {@link WireFault}. */
final class AttachQuery {
  private static final String NAME = "[A-Za-z0-9._-]{1,128}";

  private AttachQuery() {}

  /** Without a subprotocol. */
  static Wish plain(Query query) {
    boolean readOnly = !query.flag("stdin", true);
    boolean preempt = query.flag("preempt", false);
    Offset from = query.offset("from");
    if (readOnly) {
      if (preempt) {
        throw invalid("who only reads preempts nobody");
      }
      return new Wish.Observe(
          from == null ? new StartFrom.At(Offset.ZERO) : new StartFrom.AtKept(from));
    }
    if (from != null) {
      throw invalid("from needs stdin=0");
    }
    return new Wish.Control(preempt);
  }

  /** By {@code sluice.v1}. */
  static Wish byOffsets(Query query) {
    boolean preempt = query.flag("preempt", false);
    ConsumerId consumer = consumer(query.text("consumer"));
    Set<Channel> channels = channels(query.channel());
    return switch (query.text("role")) {
      case null -> observer(consumer, query, channels, preempt);
      case "observer" -> observer(consumer, query, channels, preempt);
      case "controller" -> controller(consumer, query, channels, preempt);
      default -> throw invalid("role must be observer or controller");
    };
  }

  private static Wish observer(
      @Nullable ConsumerId consumer, Query query, Set<Channel> channels, boolean preempt) {
    if (preempt) {
      throw invalid("who only reads preempts nobody");
    }
    StartFrom from = from(query, consumer);
    return new Wish.ObserveOffsets(
        consumer, from == null ? new StartFrom.OwnAcknowledged() : from, channels);
  }

  private static Wish controller(
      @Nullable ConsumerId consumer, Query query, Set<Channel> channels, boolean preempt) {
    if (channels.size() < Channel.values().length) {
      throw invalid("a controller reads all channels");
    }
    StartFrom from = from(query, consumer);
    return new Wish.ControlOffsets(
        consumer, from == null ? ownStart(consumer, preempt) : from, preempt);
  }

  private static StartFrom ownStart(@Nullable ConsumerId consumer, boolean preempt) {
    if (preempt) {
      return new StartFrom.PredecessorAcknowledged();
    }
    return consumer == null ? new StartFrom.At(Offset.ZERO) : new StartFrom.OwnAcknowledged();
  }

  private static @Nullable StartFrom from(Query query, @Nullable ConsumerId consumer) {
    return switch (query.text("from")) {
      case null -> null;
      case "start" -> new StartFrom.At(Offset.ZERO);
      case "tail" -> new StartFrom.Tail();
      case "acknowledged" -> {
        if (consumer == null) {
          throw invalid("from=acknowledged needs a consumer");
        }
        yield new StartFrom.OwnAcknowledged();
      }
      case String offset -> new StartFrom.AtKept(Query.offset("from", offset));
    };
  }

  private static @Nullable ConsumerId consumer(@Nullable String name) {
    if (name == null) {
      return null;
    }
    if (!name.matches(NAME)) {
      throw invalid("consumer must be 1 to 128 letters, digits, dots, underscores or dashes");
    }
    return new ConsumerId("name:" + name);
  }

  private static Set<Channel> channels(@Nullable Channel channel) {
    return channel == null ? EnumSet.allOf(Channel.class) : EnumSet.of(channel);
  }

  private static WireFault invalid(String rule) {
    return new WireFault(ProblemCode.INVALID_ARGUMENT, rule);
  }
}
