package io.sluice.protocol.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {
  private static final TenantId ACME = new TenantId("acme");

  /** Were it ever another, a repeat after an upgrade would start the command again. */
  @Test
  @Tag("C18")
  void aKeyLeadsToTheSameExecutionForEver() {
    ExecutionId id = new IdempotencyKey("order-42").execution(ACME);

    assertThat(id.value()).isEqualTo("46b673ea-9a3a-89e7-a18a-6f3376b441b9");
  }

  @Test
  @Tag("C18")
  @Tag("T1")
  void anotherKeyAndAnotherTenantLeadToAnotherExecution() {
    ExecutionId id = new IdempotencyKey("bc").execution(new TenantId("a"));

    assertThat(new IdempotencyKey("bd").execution(new TenantId("a"))).isNotEqualTo(id);
    assertThat(new IdempotencyKey("bc").execution(new TenantId("b"))).isNotEqualTo(id);
    assertThat(new IdempotencyKey("c").execution(new TenantId("ab"))).isNotEqualTo(id);
  }

  @Test
  void noIdMadeByChanceIsEqualToOneOfAKey() {
    UUID ofKey = UUID.fromString(new IdempotencyKey("k").execution(ACME).value());

    assertThat(ofKey.version()).isEqualTo(8);
    assertThat(ofKey.variant()).isEqualTo(2);
    assertThat(UUID.randomUUID().version()).isEqualTo(4);
  }

  @Test
  void everyVisibleCharacterIsTakenUpToTheLength() {
    StringBuilder visible = new StringBuilder();
    for (char c = '!'; c <= '~'; c++) {
      visible.append(c);
    }

    assertThat(new IdempotencyKey(visible.toString()).value()).hasSize(94);
    assertThat(new IdempotencyKey("k".repeat(255)).value()).hasSize(255);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\tb", "a\u0000", "a\u007f", "k\u00e4", "\ud83d\ude80"})
  void whatIsNotVisibleAsciiIsNoKey(String text) {
    assertThatThrownBy(() -> new IdempotencyKey(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyOverTheLengthIsNone() {
    assertThatThrownBy(() -> new IdempotencyKey("k".repeat(256)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
