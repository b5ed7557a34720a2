/**
 * HTTP, of which the model knows nothing: who may come in, bodies in, replies out, static files, one line a request.
 */
@NullMarked
package vtp.server.http;

import org.jspecify.annotations.NullMarked;
