package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.gateway.testing.TestKeys;
import io.sluice.persistence.audit.AuditCheck;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("T4")
class AuditRoutesTest {
  private static final String COMMAND = "{\"command\":\"true\",\"env\":{\"TOKEN\":\"hush-hush\"}}";

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  private String begun() throws Exception {
    return world.execution(world.alice, world.box(world.alice, "{}"), COMMAND);
  }

  @Test
  void anExportProvesItself() throws Exception {
    String id = begun();

    List<String> lines =
        world.get(world.alice, "/v1/executions/" + id + "/audit").text().lines().toList();

    AuditCheck check = new AuditCheck(TestKeys.SIGNER.all());
    lines.forEach(check::line);
    assertThat(check.verdict().findings()).isEmpty();
    assertThat(lines).hasSizeGreaterThan(2).anyMatch(line -> line.contains("hush-hush"));
  }

  @Test
  void withoutBodiesNothingOfTheCommandIsShown() throws Exception {
    String body =
        world.get(world.alice, "/v1/executions/" + begun() + "/audit?bodies=digest").text();

    assertThat(body).contains("accepted.1").doesNotContain("hush-hush");
  }

  @Test
  @Tag("O28")
  @Tag("C15")
  void othersSeeNothingAndWhatIsNoWordIsRefused() throws Exception {
    String path = "/v1/executions/" + begun() + "/audit";

    assertThat(world.get(world.bob, path).status()).isEqualTo(404);
    assertThat(world.get(world.alice, path + "?bodies=some").status()).isEqualTo(400);
  }

  @Test
  void everyTenantSeesThePublicKeysAndOnlyAdministratorsMakeOne() throws Exception {
    JsonNode keys = world.get(world.bob, "/v1/audit/keys").json().path("keys");

    assertThat(keys.path(0).path("id").asText())
        .isEqualTo(TestKeys.SIGNER.all().getFirst().id().value());
    assertThat(keys.toString()).doesNotContain("private");
    assertThat(world.ask(world.bob, "POST", "/v1/audit/keys", "").status()).isEqualTo(403);
    assertThat(world.ask(world.admin, "POST", "/v1/audit/keys", "").status()).isEqualTo(201);
  }
}
