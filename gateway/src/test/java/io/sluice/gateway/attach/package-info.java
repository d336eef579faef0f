@NullMarked
package io.sluice.gateway.attach;

import org.jspecify.annotations.NullMarked;
