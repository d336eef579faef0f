package io.sluice.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BodiesTest {
  @Test
  void aBoxNamesWhatItHasNotAsNull() {
    var box =
        new Responses.BoxBody(
            "b1",
            null,
            "running",
            "2026-01-01T00:00:00Z",
            "2026-01-01T00:00:00Z",
            null,
            "",
            1,
            512,
            Map.of(),
            30,
            0,
            true,
            null);

    String json = text(Json.write(new Responses.BoxList(List.of(box), null)));

    assertThat(json)
        .isEqualTo(
            "{\"boxes\":[{\"box_id\":\"b1\",\"name\":null,\"status\":\"running\","
                + "\"created_at\":\"2026-01-01T00:00:00Z\","
                + "\"updated_at\":\"2026-01-01T00:00:00Z\",\"pid\":null,\"image\":\"\","
                + "\"cpus\":1,\"memory_mib\":512,\"labels\":{},\"auto_stop\":30,"
                + "\"auto_delete\":0,\"auto_resume\":true,\"main_execution_id\":null}]}");
  }

  @Test
  void anErrorHasTwoShapesWithOneCode() {
    WireFault missing = new WireFault(ProblemCode.NOT_FOUND, "no such box");

    String json = text(ErrorBody.json(missing, "r1"));
    String problem = text(ErrorBody.problem(missing, "r1"));

    assertThat(json)
        .isEqualTo(
            "{\"error\":{\"message\":\"no such box\",\"type\":\"not_found\","
                + "\"code\":\"not_found\",\"request_id\":\"r1\"}}");
    assertThat(problem)
        .isEqualTo(
            "{\"type\":\"urn:sluice:problem:not_found\",\"title\":\"not found\",\"status\":404,"
                + "\"detail\":\"no such box\",\"code\":\"not_found\",\"request_id\":\"r1\"}");
  }

  @Test
  @Tag("O17")
  void anOffsetBelowWhatIsLeftIsAnsweredWithTheEarliestOneInBothShapes() {
    WireFault expired = WireFault.expired(new Offset(1L << 40));

    String json = text(ErrorBody.json(expired, "r1"));
    String problem = text(ErrorBody.problem(expired, "r1"));

    assertThat(json)
        .contains("\"code\":\"offset_expired\"")
        .endsWith("\"earliest_offset\":1099511627776}}");
    assertThat(problem)
        .contains("\"status\":410", "\"code\":\"offset_expired\"")
        .endsWith("\"earliest_offset\":1099511627776}");
  }

  @Test
  void aReaderPassesOverFieldsItDoesNotKnow() {
    Payload newer = Payload.utf8("{\"execution_id\":\"e1\",\"later\":{\"x\":[1]}}");

    var body = Json.read(newer, Responses.ExecAccepted.class);

    assertThat(body).isEqualTo(new Responses.ExecAccepted("e1"));
  }

  private static String text(Payload payload) {
    return new String(payload.toByteArray(), StandardCharsets.UTF_8);
  }
}
