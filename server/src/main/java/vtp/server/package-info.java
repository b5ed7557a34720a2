/** The server: {@link vtp.server.VtpServer} starts it. */
@NullMarked
package vtp.server;

import org.jspecify.annotations.NullMarked;
