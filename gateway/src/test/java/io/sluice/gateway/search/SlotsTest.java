package io.sluice.gateway.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SlotsTest {
  private static final TenantId ONE = new TenantId("one");
  private static final TenantId TWO = new TenantId("two");
  private static final TenantId THREE = new TenantId("three");

  private final Slots slots = new Slots(2, 3);

  @Test
  @Tag("O24")
  void aTenantHasSoManyAndAllHaveSoManyAndWhoComesThenIsToldWhenToComeBack() {
    slots.take(ONE);
    slots.take(ONE);

    WireFault own = catchThrowableOfType(WireFault.class, () -> slots.take(ONE));
    slots.take(TWO);
    WireFault all = catchThrowableOfType(WireFault.class, () -> slots.take(THREE));

    assertThat(own.code()).isEqualTo(ProblemCode.RESOURCE_EXHAUSTED);
    assertThat(own.retryAfter()).isNotNull();
    assertThat(all.text()).contains("3 in all");
  }

  @Test
  void whatIsGivenBackIsFree() {
    slots.take(ONE);
    slots.take(ONE);
    slots.giveBack(ONE);

    slots.take(ONE);

    assertThatThrownBy(() -> slots.take(ONE)).isInstanceOf(WireFault.class);
  }
}
