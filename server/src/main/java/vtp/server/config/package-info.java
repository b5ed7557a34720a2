/** Where the server listens, who may use it, and how much a request may ask for. */
@NullMarked
package vtp.server.config;

import org.jspecify.annotations.NullMarked;
