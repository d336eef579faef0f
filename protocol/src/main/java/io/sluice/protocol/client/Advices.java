package io.sluice.protocol.client;

import io.sluice.protocol.follow.Advice;
import io.sluice.protocol.follow.GiveUpReason;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.wire.CloseCode;
import io.sluice.protocol.wire.ProblemCode;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What an end of a connection says about coming back. */
final class Advices {
  /** For who has no other. */
  static final Advice SOON = new Advice.Later(Duration.ZERO);

  private static final Advice OVER_QUOTA = new Advice.Later(Duration.ofSeconds(1));

  private Advices() {}

  /** Of a close frame. */
  static Advice ofClose(int number) {
    CloseCode code =
        Arrays.stream(CloseCode.values())
            .filter(known -> known.number() == number)
            .findFirst()
            .orElse(null);
    return switch (code) {
      // No word of ours: something between here and there cut it.
      case null -> SOON;
      // Done, but the exit is not here: it was lost on the way.
      case DONE -> SOON;
      case GOING_AWAY, POLICY -> new Advice.Now();
      case INTERNAL, NO_RUNNER -> SOON;
      case OVER_QUOTA -> OVER_QUOTA;
      // The refusal of the next attempt names the earliest offset.
      case OFFSET_EXPIRED -> SOON;
      case UNAUTHENTICATED -> never(new GiveUpReason.Unauthenticated());
      case GONE -> never(new GiveUpReason.Gone());
      case SUPERSEDED -> never(new GiveUpReason.Superseded());
      case PROTOCOL_ERROR, NOT_UTF8, TOO_BIG -> never(new GiveUpReason.Refused());
    };
  }

  /**
   * Of a refusal before the upgrade.
   *
   * @param code the problem's; null when it has none
   * @param earliest the log begins there; null when the refusal does not tell
   * @param wait what the answer asks for
   */
  static Advice ofRefusal(
      int status, @Nullable ProblemCode code, @Nullable Offset earliest, Duration wait) {
    if (code == ProblemCode.SUPERSEDED) {
      return never(new GiveUpReason.Superseded());
    }
    if (code == ProblemCode.OFFSET_EXPIRED && earliest != null) {
      return never(new GiveUpReason.Expired(earliest));
    }
    return switch (status) {
      case 401, 403 -> never(new GiveUpReason.Unauthenticated());
      case 404, 410 -> never(new GiveUpReason.Gone());
      case 408, 425, 429, 500, 502, 503, 504 -> new Advice.Later(wait);
      default -> never(new GiveUpReason.Refused());
    };
  }

  private static Advice never(GiveUpReason reason) {
    return new Advice.Never(reason);
  }
}
