package io.sluice.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ProblemCodeTest {
  @Test
  @Tag("C15")
  void theTableOfCodesAndStatusesIsStable() {
    Map<Integer, List<String>> table =
        Map.of(
            400, List.of("invalid_argument", "unsupported"),
            401, List.of("unauthenticated"),
            403, List.of("permission_denied"),
            404, List.of("not_found"),
            409, List.of("already_exists", "invalid_state", "stopped", "superseded"),
            410, List.of("session_reaped", "offset_expired"),
            422, List.of("execution_failed", "image_pull_failed", "idempotency_mismatch"),
            429, List.of("resource_exhausted"),
            503, List.of("engine_unavailable", "upstream_unavailable", "network_unavailable"),
            504, List.of("timeout"));

    Map<Integer, List<String>> actual =
        Arrays.stream(ProblemCode.values())
            .collect(
                Collectors.groupingBy(
                    ProblemCode::status,
                    TreeMap::new,
                    Collectors.mapping(ProblemCode::text, Collectors.toList())));

    assertThat(actual).containsAllEntriesOf(table);
    assertThat(actual.get(416)).containsExactly("range_not_satisfiable");
    assertThat(actual.get(500))
        .containsExactly(
            "storage_error", "database_error", "metadata_error", "config_error", "internal");
    assertThat(actual.size()).isEqualTo(table.size() + 2);
  }
}
