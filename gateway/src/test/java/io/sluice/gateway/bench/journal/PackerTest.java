package io.sluice.gateway.bench.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.protocol.model.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackerTest {
  @ParameterizedTest
  @EnumSource
  void whatIsPackedIsUnpackedToTheByte(Packer.Method method) {
    try (Packer packer = new Packer(method)) {
      for (int bytes : new int[] {1, 5, 256, 4_096, 65_536}) {
        Payload text = BuildLog.of(bytes);
        Payload random = Load.random(bytes);

        assertThat(packer.unpack(packer.pack(text))).isEqualTo(text);
        assertThat(packer.unpack(packer.pack(random))).isEqualTo(random);
      }
    }
  }

  @Test
  void textGetsShorterAndNothingGetsLongerThanByAByte() {
    try (Packer packer = new Packer(Packer.Method.DEFLATE)) {
      assertThat(packer.pack(BuildLog.of(65_536)).size()).isLessThan(65_536 / 2);
      assertThat(packer.pack(Load.random(65_536)).size()).isEqualTo(65_537);
      assertThat(packer.pack(Payload.utf8("a")).size()).isEqualTo(2);
    }
  }

  @Test
  void whatNoMethodPackedIsRefused() {
    try (Packer packer = new Packer(Packer.Method.DEFLATE)) {
      Payload strange = Payload.owning(new byte[] {9, 0, 0, 0, 1, 0});

      assertThatThrownBy(() -> packer.unpack(strange)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
