"""Who hears, thinks and speaks: the catalogue of providers, and how one of them is checked and built."""

from services.catalog import CATALOG, catalogue
from services.context import BuildContext
from services.errors import CatalogError, ServiceError, ServicesError
from services.problem import ServiceProblem
from services.registry import build, check, find, names, problems
from services.spec import Kind, ServiceSpec

__all__ = [
    "CATALOG",
    "BuildContext",
    "CatalogError",
    "Kind",
    "ServiceError",
    "ServiceProblem",
    "ServiceSpec",
    "ServicesError",
    "build",
    "catalogue",
    "check",
    "find",
    "names",
    "problems",
]
