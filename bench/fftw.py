"""What a real two-dimensional Fourier transform takes FFTW: single precision, one thread, planned with MEASURE.

Usage: fftw.py WIDTHxHEIGHT...   Prints a JSON object of seconds by size.
"""
import ctypes
import ctypes.util
import json
import sys
import time

FFTW_MEASURE = 0  # fftw3.h


def library():
    for name in ("libfftw3f.so.3", ctypes.util.find_library("fftw3f")):
        try:
            if name:
                return ctypes.CDLL(name)
        except OSError:
            pass
    sys.exit("the library libfftw3f is not installed")


fftw = library()
fftw.fftwf_malloc.restype = ctypes.c_void_p
fftw.fftwf_malloc.argtypes = [ctypes.c_size_t]
fftw.fftwf_free.argtypes = [ctypes.c_void_p]
fftw.fftwf_plan_dft_r2c_2d.restype = ctypes.c_void_p
fftw.fftwf_plan_dft_r2c_2d.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint]
fftw.fftwf_execute.argtypes = [ctypes.c_void_p]


def seconds(width, height):
    """Processor time, the best of several tries, as for our own transform."""
    image = fftw.fftwf_malloc(4 * width * height)
    spectrum = fftw.fftwf_malloc(8 * (width // 2 + 1) * height)
    plan = fftw.fftwf_plan_dft_r2c_2d(height, width, image, spectrum, FFTW_MEASURE)
    pixels = (ctypes.c_float * (width * height)).from_address(image)
    pixels[:] = [float((i * 7919) % 977) for i in range(width * height)]
    times = max(2, round(2e7 / (width * height)))
    fftw.fftwf_execute(plan)
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        for _ in range(times):
            fftw.fftwf_execute(plan)
        best = min(best, (time.process_time() - begun) / times)
    fftw.fftwf_free(image)
    fftw.fftwf_free(spectrum)
    return best


sizes = [tuple(int(side) for side in size.split("x")) for size in sys.argv[1:]]
print(json.dumps({f"{width}x{height}": seconds(width, height) for width, height in sizes}))
