/** What each route takes and gives. */
@NullMarked
package vtp.server.api;

import org.jspecify.annotations.NullMarked;
