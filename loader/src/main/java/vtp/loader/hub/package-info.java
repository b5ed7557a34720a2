/**
 * Models by name: the Hugging Face cache that all tools on a machine share, and the download into it.
 *
 * <pre>{@code
 * HubEnvironment environment = HubEnvironment.of(System.getenv());
 * RepoId id = RepoId.parse("MiniMaxAI/VTP-Small-f16d64");
 *
 * new HubCache(environment.cache()).snapshot(id);        // looked up: no network
 * new HubClient(environment).pull(id, Map.of(), bar);    // downloaded: only when asked to
 * }</pre>
 *
 * <p>The layout is {@code huggingface_hub}'s, so what Python has downloaded is found here, and the other way round:
 *
 * <pre>
 * hub/models--org--name/refs/main                         the commit that a branch or tag stood at
 *                       snapshots/COMMIT/config.json      → ../../blobs/ETAG
 *                       blobs/ETAG                        a whole file
 *                       blobs/ETAG.incomplete             a download to be resumed
 *    /.locks/models--org--name/ETAG.lock                  held while ETAG is being downloaded
 * </pre>
 *
 * <p>A file is seen in {@code snapshots} when it is whole, and a new snapshot when all its files are.
 *
 * @since 0.1.0
 */
@NullMarked
package vtp.loader.hub;

import org.jspecify.annotations.NullMarked;
