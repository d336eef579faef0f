package io.sluice.persistence.journal;

import io.sluice.persistence.sql.Troubles;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.jspecify.annotations.Nullable;

/** Whether the journal of an actor system can be written and read, and who tells when not. */
public final class JournalHealth implements Extension {
  /** Who has something to write tries again more often than that. */
  private static final int STALE_SECONDS = 15;

  private static final class Id extends AbstractExtensionId<JournalHealth> {
    @Override
    public JournalHealth createExtension(ExtendedActorSystem system) {
      return new JournalHealth();
    }
  }

  private static final Id ID = new Id();

  private final Troubles writing = new Troubles("writing the journal");
  private final Troubles reading = new Troubles("reading the journal");
  private final AtomicReference<@Nullable Throwable> newest = new AtomicReference<>();

  private JournalHealth() {}

  public static JournalHealth of(ClassicActorSystemProvider system) {
    return ID.get(system);
  }

  /** The SQL state of the newest commit when it failed; null when it did not, or was long ago. */
  public @Nullable String obstacle() {
    Throwable failure = newest.get();
    return failure == null ? null : Troubles.state(failure);
  }

  void written() {
    newest.set(null);
  }

  void notWritten(Throwable failure) {
    newest.set(failure);
    CompletableFuture.delayedExecutor(STALE_SECONDS, TimeUnit.SECONDS)
        .execute(() -> newest.compareAndSet(failure, null));
    writing.happened(failure);
  }

  void notRead(Throwable failure) {
    reading.happened(failure);
  }
}
