/**
 * PyTorch's files ({@code .pt}, {@code .pth}, {@code .bin}) without PyTorch: checkpoints read, statistics of latents
 * written.
 *
 * <pre>{@code
 * try (TorchFile file = TorchFile.open(Path.of("0100000.pt"))) {
 *     for (TorchTensor tensor : file.weights().values()) {       // of "ema" if there is one, without "module."
 *         tensor.reader().floats(0, row);                        // from the file, piece by piece
 *     }
 *     TorchConverter.convert(file.tensors(), AtomicFile.open(target, Existing.REPLACE), Map.of());
 * }
 * }</pre>
 *
 * <p>Such a file is a Python pickle, that is, a program for a small machine, beside the numbers of its tensors. The
 * machine here ({@code Pickle}) knows what {@code torch.load(…, weights_only=True)} needs and no more:
 *
 * <pre>
 * TorchFile ─ ZipFormat     a zip archive: TOP/data.pkl, TOP/data/KEY …      since PyTorch 1.6
 *           ─ LegacyFormat  five pickles, then the storages                  before, and most of the well-known .pth
 *     both ─ Pickle         opcodes → dictionaries, lists, strings, numbers
 *          ─ Globals        the names that a pickle may use; any other is refused by its name before anything is made
 *          ─ Storage        a run of elements in the file; tensors are views of one, with offset and strides
 *          ─ Flattener      {"ema": {"weight": T}} → ema.weight
 * </pre>
 *
 * <p>What a file may cost is bounded: a pickle has at most 64 MiB and makes at most four million values; no number in
 * it sizes an allocation; tensors are read when they are asked for.
 *
 * @since 0.1.0
 */
@NullMarked
package vtp.loader.torch;

import org.jspecify.annotations.NullMarked;
