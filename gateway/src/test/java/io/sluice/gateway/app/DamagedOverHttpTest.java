package io.sluice.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sluice.persistence.codec.StoredNames;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.model.ExecutionId;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What readers over HTTP see of a row that is not what was journaled, and what the operator does.
 */
@ExtendWith(TroubledRig.Shared.class)
@Tag("C23")
@Tag("T4")
class DamagedOverHttpTest {
  private static final int BYTES = 1024 * 1024;
  private static final List<String> READINGS =
      List.of("/output", "/output?follow=1", "/events", "/recording", "/search?q=b");

  private final TroubledRig rig;

  DamagedOverHttpTest(TroubledRig rig) {
    this.rig = rig;
  }

  static List<Arguments> damages() {
    return List.of(
        arguments(
            "payload",
            "UPDATE journal SET payload = set_byte(payload, 100, get_byte(payload, 100) # 1)"),
        arguments(
            "place", "UPDATE journal SET payload = set_byte(payload, 5, get_byte(payload, 5) # 1)"),
        arguments("channel", "UPDATE journal SET payload = set_byte(payload, 16, 77)"),
        arguments("length", "UPDATE journal SET unpacked_bytes = unpacked_bytes + 1"),
        arguments("bomb", "UPDATE journal SET unpacked_bytes = 2000000000"),
        arguments("unpacked", "UPDATE journal SET unpacked_bytes = NULL"),
        arguments("not so", "UPDATE journal SET manifest = 'output.1'"),
        arguments("link", "UPDATE journal SET link = set_byte(link, 3, get_byte(link, 3) # 1)"),
        arguments("cut link", "UPDATE journal SET link = substring(link for 31)"),
        arguments("manifest", "UPDATE journal SET manifest = 'nutput.1'"),
        arguments("newer", "UPDATE journal SET manifest = 'output.9'"),
        arguments("missing", "DELETE FROM journal"),
        arguments("moved", "UPDATE journal SET sequence_number = 0"));
  }

  @ParameterizedTest
  @MethodSource("damages")
  void nobodyIsGivenOtherBytesAndTheOperatorIsToldOnce(String name, String damage)
      throws Exception {
    String id = written();
    String neighbour = written();
    long row = output(id, 1);
    rig.execute(damage + where(id, row));
    if (name.equals("moved")) {
      long next = output(id, 1);
      rig.execute(
          "UPDATE journal SET sequence_number = " + row + where(id, next),
          "UPDATE journal SET sequence_number = " + next + where(id, 0));
    }

    try (LogLines lines = LogLines.heard()) {
      for (int time = 0; time < 2; time++) {
        for (String reading : READINGS) {
          assertThat(outcome(id, reading)).as(reading).isIn("500 storage_error", "cut");
        }
      }
      assertThat(lines.all()).hasSize(1);
    }
    for (String reading : READINGS) {
      assertThat(outcome(neighbour, reading)).as(reading).isEqualTo("200");
    }
    assertThat(rig.get("/v1/executions/" + neighbour + "/output").body()).hasSize(BYTES);
  }

  private String written() {
    String script = "head -c %d /dev/zero | tr '\\0' a".formatted(BYTES);
    String id = rig.client().exec(rig.box(), ExecRequest.of("sh", "-c", script));
    rig.client().awaitEnd(id, TroubledRig.LONG);
    return id;
  }

  private long output(String id, int index) throws Exception {
    return Long.parseLong(
        rig.one(
            "SELECT sequence_number FROM journal WHERE manifest = 'output.1.lz4'"
                + " AND sequence_number > 0 AND persistence_id = '"
                + log(id)
                + "' ORDER BY sequence_number LIMIT 1 OFFSET "
                + index));
  }

  private static String where(String id, long number) {
    return " WHERE persistence_id = '%s' AND sequence_number = %d".formatted(log(id), number);
  }

  private static String log(String id) {
    return StoredNames.persistenceId(new ExecutionId(id));
  }

  /** A body that is whole, one that ends before its end, or a problem. */
  private String outcome(String id, String reading) throws Exception {
    try {
      HttpResponse<String> response = rig.get("/v1/executions/" + id + reading);
      return response.statusCode() == 200
          ? "200"
          : response.statusCode() + response.body().replaceAll(".*\"code\":\"([a-z_]+)\".*", " $1");
    } catch (IOException cut) {
      return "cut";
    }
  }
}
