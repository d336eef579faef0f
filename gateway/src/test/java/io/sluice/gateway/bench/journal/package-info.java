@NullMarked
package io.sluice.gateway.bench.journal;

import org.jspecify.annotations.NullMarked;
