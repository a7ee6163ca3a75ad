import Allocators
import Testing
