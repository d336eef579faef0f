package io.sluice.gateway.http;

import io.sluice.persistence.index.Box;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.wire.Responses.BoxBody;
import java.util.Locale;

/** What the wire says of a box. */
final class BoxView {
  private BoxView() {}

  static BoxBody of(Box box) {
    ExecutionId main = box.life().main();
    return new BoxBody(
        box.id().value(),
        box.name(),
        box.status().name().toLowerCase(Locale.ROOT),
        box.createdAt().toString(),
        box.updatedAt().toString(),
        null,
        box.image(),
        box.cpus(),
        box.memoryMib(),
        box.labels(),
        box.upkeep().idleStop().toSeconds(),
        box.upkeep().deleteAfterStop().toSeconds(),
        box.upkeep().resumes(),
        main == null ? null : main.value());
  }
}
