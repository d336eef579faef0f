/** The gateway's end of runner links, and which runner gets what. */
@NullMarked
package io.sluice.gateway.runner;

import org.jspecify.annotations.NullMarked;
